// A file of entries that somebody carried here: looked through as a whole before any of it is believed. A line is in memory at a time.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  type CarriedLabel,
  isFault,
  MAX_SEALED_BYTES,
  openBatch,
  openLabel,
  parseTopic,
  type TerminalAddress,
} from '../../../protocol/index.ts';
import type { FleetKeys } from '../fleet-keys.ts';

export type CarriedFlaw = 'cut' | 'altered' | 'not-for-us';

export interface CarriedFile {
  readonly kind: 'whole';
  readonly address: TerminalAddress;
  readonly label: CarriedLabel;
  /** Thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
  /** SHA-256 of each batch, as it was found whole. */
  readonly batches: readonly string[];
}

const LINE_FEED = 0x0a;

/** Why it is not to be believed. */
class Flawed extends Error {
  readonly kind: CarriedFlaw;

  constructor(kind: CarriedFlaw) {
    super(kind);
    this.kind = kind;
  }
}

/** The lines of the file, without their line feeds. Throws Flawed where the last one does not end, or one is longer than any of ours. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MAX_SEALED_BYTES) throw new Flawed('altered');
  }
  if (rest.length > 0) throw new Flawed('cut');
}

/** The lines of a file that was found whole, but for its label, as they were then. Throws Flawed where another has taken the place of one. */
export async function* batchLines(file: string, { batches }: CarriedFile): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const line of linesOf(file)) {
    if (read === batches.length) return;
    if (digestOf(line) !== batches[read]) throw new Flawed('altered');
    read += 1;
    yield line;
  }
  if (read < batches.length) throw new Flawed('cut');
}

const digestOf = (line: Buffer): string => createHash('sha256').update(line).digest('hex');

export interface CarriedFault {
  readonly kind: CarriedFlaw;
}

/** What is wrong with the file is a value. */
export async function orFlaw<T>(work: () => Promise<T>): Promise<T | CarriedFault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Flawed) return { kind: error.kind };
    throw error;
  }
}

/** Throws Flawed. @throws of the file system as it comes */
export async function examineCarried(file: string, keys: FleetKeys, signal: AbortSignal): Promise<CarriedFile> {
  const hash = createHash('sha256');
  const batches: string[] = [];
  let last: Buffer | undefined;
  for await (const line of linesOf(file)) {
    signal.throwIfAborted();
    if (last) {
      hash.update(last).update('\n');
      batches.push(digestOf(last));
    }
    last = line;
  }
  if (!last) throw new Flawed('cut');
  const { label, signedBy } = await labelIn(last, keys);
  const address = parseTopic(`${label.from}/journal`);
  if (!address || label.batches !== batches.length || label.sha256 !== hash.digest('hex')) throw new Flawed('altered');
  return { kind: 'whole', address, label, signedBy, batches };
}

/** A batch in its place is where a file was cut between two lines. */
async function labelIn(line: Buffer, keys: FleetKeys): ReturnType<typeof openLabel> {
  const keyOf = (kid: string) => keys.unsealKey(kid);
  try {
    return await openLabel(line, keyOf);
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    if (isFault(fault, 'SEAL_BROKEN')) throw new Flawed('kid' in fault.context ? 'not-for-us' : 'altered');
    const isBatch = await openBatch(line, keyOf).then(
      () => true,
      () => false,
    );
    throw new Flawed(isBatch ? 'cut' : 'altered');
  }
}
