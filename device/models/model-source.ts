// A place that has files of networks: a folder, a mirror on the web, or what a publisher has.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

/** Until the first byte; a place that says nothing is none. */
export const ANSWER_LIMIT_MS = 20_000;

/** `place` is a folder or the beginning of a web address; `upstream` is the address of the file itself. */
export type ModelSource = { readonly place: string } | { readonly upstream: string };

const isWeb = (place: string): boolean => /^https?:\/\//.test(place);

export function addressOf(source: ModelSource, file: string): string {
  if ('upstream' in source) return source.upstream;
  const { place } = source;
  return isWeb(place) ? new URL(file, place.endsWith('/') ? place : `${place}/`).href : join(place, file);
}

/** Throws whatever keeps the file away; whoever reads it goes on to the next source. */
export async function* bytesFrom(address: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!isWeb(address)) {
    yield* createReadStream(address, { signal });
    return;
  }
  const answer = await fetch(address, { signal, redirect: 'follow' });
  if (!answer.ok || !answer.body) throw new Error(`status ${answer.status}`);
  for await (const chunk of answer.body) yield chunk;
}
