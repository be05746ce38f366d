// What is to be told to terminals: acknowledgements and questions, only the latest of each, sent one after another.
import { randomUUID } from 'node:crypto';
import {
  type BodyOf,
  type Clock,
  signCommand,
  type TerminalAddress,
  terminalName,
  topicOf,
  topicRoot,
} from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import type { Connection } from '../connection.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { JournalStanding } from './fleet-store.ts';
import type { Ask } from './gap-watch.ts';

type Tell = (connection: Connection) => Promise<void>;

const IDLE_MS = 60_000;
/** So many are signed side by side; how many are under way is for the connection to say. */
const ABREAST = 64;
/** Then the oldest gives way: a terminal that is not answered sends again. */
const MOST_DUE = 4096;

/** Apart from the storing, which must go on while the broker's word for an answer is awaited. */
export class Answers {
  readonly #keys: FleetKeys;
  readonly #clock: Clock;
  readonly #mostDue: number;
  readonly #bell = new Bell();
  /** By kind, terminal and journal, of which a forged birth can name any number. */
  readonly #due = new Map<string, Tell>();

  constructor(keys: FleetKeys, clock: Clock, mostDue = MOST_DUE) {
    this.#keys = keys;
    this.#clock = clock;
    this.#mostDue = mostDue;
  }

  acknowledge({ address, journalId, contiguousSeq: seq }: JournalStanding): void {
    this.#add(address, 'journal/ack', { journalId, seq });
  }

  ask({ standing: { address, journalId }, range }: Ask): void {
    this.#add(address, 'journal/resend', { journalId, ...range });
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE */
  async run(connection: Connection, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#due.size === 0) await this.#bell.wait(this.#clock, IDLE_MS, signal);
      signal.throwIfAborted();
      const now = [...this.#due].slice(0, ABREAST);
      for (const [key] of now) this.#due.delete(key);
      await Promise.all(now.map(([, tell]) => tell(connection)));
    }
  }

  #add<C extends 'journal/ack' | 'journal/resend'>(address: TerminalAddress, channel: C, body: BodyOf<C>): void {
    const key = [channel, terminalName(address), body.journalId].join('/');
    const [oldest] = this.#due.keys();
    if (oldest !== undefined && this.#due.size >= this.#mostDue && !this.#due.has(key)) this.#due.delete(oldest);
    this.#due.set(key, async (connection) => {
      const command = { audience: topicRoot(address), channel, body, id: randomUUID() };
      const payload = await signCommand(command, this.#keys.signer, this.#clock);
      await connection.publish({ topic: topicOf(address, channel), payload, qos: 1 });
    });
    this.#bell.ring();
  }
}
