// The people's part of a terminal's connection: its table of them down, what it has up, and whoever is enrolled here up.
import {
  type BatchSigner,
  type Clock,
  DOWNWARD,
  isFault,
  type TerminalAddress,
  type TrustedKeys,
  topicOf,
  untilAborted,
} from '../../protocol/index.ts';
import type { Connection } from '../connection.ts';
import type { DownwardHandlers } from '../downward-ear.ts';
import type { Log } from '../log.ts';
import { together } from '../together.ts';
import { CaptureDrain } from './capture-drain.ts';
import type { CaptureOutbox } from './capture-outbox.ts';
import { PeopleSearch, type SearchOutcome } from './people-search.ts';
import { type PeopleOpener, PeopleSync } from './people-sync.ts';
import type { PeopleTable } from './people-table.ts';

/** Where the fleet says who is known here. */
export interface TerminalPeople {
  readonly table: PeopleTable;
  readonly captures: CaptureOutbox;
  /** The key that opens what is sealed to this terminal. Rejects with a KioskError where the vault is shut. */
  readonly opener: () => Promise<PeopleOpener>;
}

export interface PeopleRoadParts {
  readonly address: TerminalAddress;
  /** Undefined where people are kept here alone. */
  readonly people: TerminalPeople | undefined;
  readonly trust: TrustedKeys;
  readonly clock: Clock;
  readonly log: Log;
}

type PeopleChannel = 'people/desired' | 'people/delta';

export class PeopleRoad {
  readonly #parts: PeopleRoadParts;
  #sync: PeopleSync | undefined;
  #drain: CaptureDrain | undefined;
  #search: PeopleSearch | undefined;

  constructor(parts: PeopleRoadParts) {
    this.#parts = parts;
  }

  get channels(): readonly PeopleChannel[] {
    return this.#parts.people ? ['people/desired', 'people/delta'] : [];
  }

  readonly handlers: Pick<DownwardHandlers, PeopleChannel> = {
    'people/desired': (message) => this.#sync?.hear(message),
    'people/delta': (message) => this.#sync?.hear(message),
  };

  /** Before anything can be heard over this connection. @throws KioskError KEY_UNAVAILABLE */
  async open(connection: Connection, signer: BatchSigner): Promise<void> {
    const { address, people, clock, log } = this.#parts;
    if (!people) return;
    const publishTo = (channel: 'people/reported' | 'people/captured' | 'people/wanted') => (payload: string) =>
      connection.publish({ topic: topicOf(address, channel), payload, qos: 1 });
    const { table, captures: outbox } = people;
    const opener = await people.opener();
    const recipient = await this.#keeper();
    const around = { address, signer, clock, log };
    const search = recipient && new PeopleSearch({ ...around, recipient, publish: publishTo('people/wanted') });
    this.#search = search;
    const publish = publishTo('people/captured');
    const drain = recipient && new CaptureDrain({ address, outbox, recipient, signer, clock, publish });
    this.#drain = drain;
    this.#sync = new PeopleSync({
      ...{ ...around, table, opener, search, publish: publishTo('people/reported') },
      onFollowed: (receipt) => drain?.hear(receipt),
    });
  }

  /** As long as the connection is used. @throws KioskError FLEET_UNREACHABLE, STORE_*; the signal's reason when aborted */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await together(signal, [
        (until) => this.#sync?.run(until) ?? untilAborted(until),
        (until) => this.#drain?.run(until) ?? untilAborted(until),
      ]);
    } finally {
      this.#search?.end();
    }
  }

  /** Somebody says who they are and is not known here. At once `unanswered` where no connection stands. Never rejects. */
  async ask(code: string): Promise<SearchOutcome> {
    return (await this.#search?.ask(code)) ?? 'unanswered';
  }

  /** To whom templates are sealed: whoever sends people here. Where no such key is trusted, whoever is enrolled here stays here. */
  async #keeper() {
    const { trust, log } = this.#parts;
    try {
      return await trust.recipient(DOWNWARD['people/delta'].role);
    } catch (fault) {
      if (!isFault(fault, 'KEY_UNAVAILABLE')) throw fault;
      log.info({ ...fault.context }, 'whoever is enrolled here is not sent to the fleet');
      return undefined;
    }
  }
}
