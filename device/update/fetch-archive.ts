// The archive of a release, from whoever has it: what has come stays, and the rest is fetched from there on, also after a restart.
import { open, rm, stat } from 'node:fs/promises';
import { abortable, type Clock, Deadline, isFault, KioskError, type Release } from '../../protocol/index.ts';
import { whyOf } from '../models/fetch-file.ts';
import { digestOfFile } from './release-archive.ts';

export interface ArchiveWanted {
  /** Web addresses, each tried in its turn. */
  readonly from: readonly string[];
  readonly to: string;
  readonly archive: Release['archive'];
  readonly clock: Pick<Clock, 'sleep'>;
  /** How far it is, 0 to 1. */
  readonly tell: (progress: number) => void;
}

/** A connection that says nothing for so long is given up. */
const SILENCE_MS = 30_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 60_000];
/** So often in a row nothing came: about a quarter of an hour. */
const MOST_FAILURES = 20;

/** @throws KioskError UPDATE_REFUSED where nobody has what was signed; STORE_FULL; the signal's reason when aborted */
export async function fetchArchive(wanted: ArchiveWanted, signal: AbortSignal): Promise<void> {
  const { from, to, clock } = wanted;
  let [turn, failures, wrong] = [0, 0, 0];
  for (;;) {
    const had = await sizeOf(to);
    const why = await goOn(wanted, { from: from[turn % from.length] ?? '', had }, signal);
    const state = await stateOf(wanted, signal);
    if (state === 'whole') return;
    if (state === 'wrong') wrong += 1;
    const gaveMore = state === 'part' && (await sizeOf(to)) > had;
    failures = gaveMore ? 0 : failures + 1;
    // Whoever gives something goes on with it.
    if (!gaveMore) turn += 1;
    mustHope({ failures, why, wrong, places: from.length });
    await clock.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures), signal);
  }
}

interface Tried {
  readonly failures: number;
  readonly why: string;
  readonly wrong: number;
  readonly places: number;
}

/** @throws KioskError UPDATE_REFUSED where nothing more is to be expected */
function mustHope({ failures, why, wrong, places }: Tried): void {
  // What came of two places may be wrong by either: each has a chance to give all of it.
  if (wrong >= 2 * places) throw refused('what is to be had is not what was signed');
  if (failures >= MOST_FAILURES) throw refused(`it is not to be had: ${why}`);
}

/** What is wrong is gone then. */
async function stateOf({ to, archive }: ArchiveWanted, signal: AbortSignal): Promise<'part' | 'whole' | 'wrong'> {
  if ((await sizeOf(to)) < archive.bytes) return 'part';
  const { bytes, sha256 } = await digestOfFile(to, signal);
  if (bytes === archive.bytes && sha256 === archive.sha256) return 'whole';
  await rm(to, { force: true });
  return 'wrong';
}

/** '' where all of it came; else why no more did. */
async function goOn(
  wanted: ArchiveWanted,
  source: { readonly from: string; readonly had: number },
  signal: AbortSignal,
): Promise<string> {
  try {
    if (source.had < wanted.archive.bytes) await rest(wanted, source, signal);
    return '';
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(error)) throw error;
    return whyOf(error);
  }
}

async function rest(
  { to, archive, tell }: ArchiveWanted,
  { from, had }: { readonly from: string; readonly had: number },
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const answered = fetch(from, {
    headers: { range: `bytes=${had}-`, 'accept-encoding': 'identity' },
    signal: ended.signal,
    redirect: 'follow',
  });
  try {
    const answer = await inTime(answered, signal);
    let at = beginningOf(answer, had);
    await using file = await open(to, at === 0 ? 'w' : 'a', 0o600);
    const reader = answer.body?.getReader();
    while (at < archive.bytes) {
      const { done = true, value } = (await (reader && inTime(reader.read(), signal))) ?? {};
      if (done || !value) break;
      const fits = value.subarray(0, archive.bytes - at);
      await file.write(fits).catch(noRoom);
      at += fits.length;
      tell(at / archive.bytes);
    }
    await file.sync();
    if (at < archive.bytes) throw new Error('it broke off');
  } finally {
    ended.abort();
    await answered.catch(() => undefined);
  }
}

async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  using limit = new Deadline(signal, SILENCE_MS, () => new Error('it says nothing'));
  return await abortable(work, limit.signal);
}

/** From which byte on it comes. */
function beginningOf({ status, headers }: Response, had: number): number {
  // It would be unpacked as it comes.
  const encoding = headers.get('content-encoding');
  if (encoding !== null) throw new Error(`it is sent as ${encoding}: the server must give the file as it is`);
  if (status === 200) return 0;
  if (status === 206 && headers.get('content-range')?.startsWith(`bytes ${had}-`)) return had;
  throw new Error(`status ${status}`);
}

function noRoom(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')
    throw new KioskError('STORE_FULL', { what: 'release' }, cause);
  throw cause;
}

/** 0 where there is none yet. */
export const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

const refused = (why: string): KioskError => new KioskError('UPDATE_REFUSED', { why });
