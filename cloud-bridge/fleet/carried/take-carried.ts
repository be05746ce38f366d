// Stores what was carried here, as if it had come over the wire, and signs what is stored for the terminal to take back.
import { randomUUID } from 'node:crypto';
import { type CarriedLabel, type Clock, openBatch, signCommand, terminalName } from '../../../protocol/index.ts';
import { groupsOf } from '../batch-groups.ts';
import type { FleetKeys } from '../fleet-keys.ts';
import type { BatchOutcome, FleetStore, ReceivedBatch } from '../fleet-store.ts';
import { batchLines, type CarriedFile, type CarriedFlaw, examineCarried, orFlaw } from './carried-file.ts';

export type CarriedRefusal = CarriedFlaw | 'unknown-terminal' | 'another-key';

export interface TakenFile {
  readonly kind: 'taken';
  readonly terminal: string;
  readonly label: CarriedLabel;
  /** Entries that were not stored before. */
  readonly added: number;
  /** Everything up to here is stored. */
  readonly contiguousSeq: number;
  /** `journal/ack` as on the wire: a compact JWS. */
  readonly answer: string;
}

export type CarriedOutcome =
  | TakenFile
  | { readonly kind: 'refused'; readonly why: CarriedRefusal; readonly terminal: string | null };

export interface TakingParts {
  readonly store: FleetStore;
  readonly keys: FleetKeys;
  readonly clock: Clock;
}

/** So many at once are opened, then stored. */
const ABREAST = 16;

/** All of the file is looked through before any is stored. @throws KioskError STORE_*; of the file system as it comes */
export async function takeCarried(file: string, parts: TakingParts, signal: AbortSignal): Promise<CarriedOutcome> {
  const { store, keys, clock } = parts;
  const found = await orFlaw(() => examineCarried(file, keys, signal));
  if (found.kind !== 'whole') return { kind: 'refused', why: found.kind, terminal: null };
  const terminal = terminalName(found.address);
  const pinned = await store.pinnedKey(terminal);
  if (pinned !== found.signedBy)
    return await refuse(pinned === null ? 'unknown-terminal' : 'another-key', found, parts);
  const { label, address } = found;
  // Each batch is signed by itself: what was stored of one that is changed under our hands is sound.
  const stored = await orFlaw(async () => ({
    kind: 'stored' as const,
    added: await storeAll(file, found, parts, signal),
  }));
  if (stored.kind !== 'stored') return { kind: 'refused', why: stored.kind, terminal };
  const { contiguousSeq } = await store.standing(address, label.journalId);
  const body = { journalId: label.journalId, seq: contiguousSeq };
  const command = { audience: label.from, channel: 'journal/ack' as const, body, id: randomUUID() };
  return {
    kind: 'taken',
    terminal,
    label,
    added: stored.added,
    contiguousSeq,
    answer: await signCommand(command, keys.signer, clock),
  };
}

/** Each batch names its signer itself. How many entries were not there before. */
async function storeAll(file: string, found: CarriedFile, parts: TakingParts, signal: AbortSignal): Promise<number> {
  const { store, keys, clock } = parts;
  const { address } = found;
  let added = 0;
  for await (const lines of abreast(batchLines(file, found))) {
    signal.throwIfAborted();
    const opened = await Promise.all(lines.map((line) => openBatch(line, (kid) => keys.unsealKey(kid))));
    const received = opened.map((one): ReceivedBatch => ({ ...one, address, receivedMs: clock.nowMs() }));
    for (const group of groupsOf(received)) added += sumOf(await store.storeBatches(group));
  }
  return added;
}

async function* abreast(lines: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let some: Buffer[] = [];
  for await (const line of lines) {
    some.push(line);
    if (some.length < ABREAST) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

const sumOf = (outcomes: readonly BatchOutcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (outcome.kind === 'stored' ? outcome.standing.added : 0), 0);

/** Told as a batch of the wire would be. */
async function refuse(
  why: CarriedRefusal,
  { address }: CarriedFile,
  { store, clock }: TakingParts,
): Promise<CarriedOutcome> {
  const terminal = terminalName(address);
  const detail = `a file of carried entries: ${why}`;
  await store.report([{ kind: 'batch-refused', terminal, detail, atMs: clock.nowMs() }]);
  return { kind: 'refused', why, terminal };
}
