// By what a receiver knows that a message is the monitor's: HMAC-SHA256 as https://www.standardwebhooks.com has it, for which there are libraries.
import { createHmac, randomBytes } from 'node:crypto';
import { KioskError } from '../../../../protocol/index.ts';
import { readOrMake } from '../../key-file.ts';

const PREFIX = 'whsec_';
/** The standard asks for 24 to 64 bytes. */
const KEY_BYTES = 32;

/** @param path of a file for its owner alone (0600), made where there is none: `whsec_` and the key in base64. @throws KioskError KEY_UNAVAILABLE */
export async function openWebhookKey(path: string): Promise<Uint8Array> {
  const text = await readOrMake(path, async () => `${PREFIX}${randomBytes(KEY_BYTES).toString('base64')}\n`).catch(
    (cause: unknown) => {
      if (cause instanceof KioskError) throw cause;
      throw new KioskError('KEY_UNAVAILABLE', { file: path }, cause);
    },
  );
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim())?.[1] ?? '';
  const key = Buffer.from(base64, 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  throw new KioskError('KEY_UNAVAILABLE', { file: path, why: 'it holds no whsec_ key of 24 to 64 bytes' });
}

export interface Signed {
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
}

/** Over id, seconds and body: none of them can be changed, nor an old one passed off as new. */
export function signedHeaders(key: Uint8Array, { id, atMs, body }: Signed): Readonly<Record<string, string>> {
  const seconds = `${Math.floor(atMs / 1000)}`;
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}
