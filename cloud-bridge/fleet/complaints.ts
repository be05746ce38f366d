// What a store complains of, in words: the same whatever it keeps them in. Pure.
import { type SeqRange, terminalName } from '../../protocol/index.ts';
import type { FlawKind, Incident, ReceivedBatch } from './fleet-store.ts';

/** No terminal has this name. */
const ANY_TERMINAL = '*';

const FLAWS: Readonly<Record<FlawKind, readonly [Incident['kind'], string]>> = {
  altered: ['entry-altered', ''],
  'chain-broken': ['chain-broken', ' does not follow the one before'],
  conflict: ['tampering', ' came again with other content'],
};

export function flawed(flaw: FlawKind, seq: number, received: ReceivedBatch): Incident {
  const [kind, words] = FLAWS[flaw];
  return complaint(kind, `seq ${seq}${words}`, received);
}

export const entriesLost = ({ fromSeq, toSeq }: SeqRange, received: ReceivedBatch): Incident =>
  complaint('entries-lost', `seq ${fromSeq} to ${toSeq} are no longer held by the terminal`, received);

export const journalChanged = (follows: string, { address, batch, receivedMs }: ReceivedBatch): Incident => ({
  ...{ kind: 'journal-changed', terminal: terminalName(address), atMs: receivedMs },
  detail: `${batch.journalId} follows ${follows}`,
});

/** The stranger chooses his key, so it is no part of the complaint: it stands beside the terminal. */
export const keyChanged = (pinned: string, { address, receivedMs }: ReceivedBatch): Incident => ({
  ...{ kind: 'key-changed', terminal: terminalName(address), atMs: receivedMs },
  detail: `signed by another key than ${pinned}`,
});

/** One complaint for all of them: whoever makes up names shall not fill the book with them. */
export const nameRefused = (atMs: number): Incident => ({
  ...{ kind: 'name-refused', terminal: ANY_TERMINAL, atMs },
  detail: 'unknown names are not taken down: too many have never sent an entry',
});

const complaint = (kind: Incident['kind'], what: string, { address, batch, receivedMs }: ReceivedBatch): Incident => ({
  ...{ kind, terminal: terminalName(address), atMs: receivedMs },
  detail: `journal ${batch.journalId}: ${what}`,
});
