// Every column of every store. A test holds it against what SQLite says of stores that were just begun.
import type { DataClassName } from '../../protocol/index.ts';
import type { KeepingName } from './keeping.ts';

/** How it lies there. `key` is a key of the vault. */
export interface Kept {
  readonly as: 'sealed' | 'hashed' | 'plain';
  readonly holds: DataClassName;
  readonly key?: string;
  /** Why it may lie there like that. */
  readonly why?: string;
}

export interface TableAbout {
  readonly keeping: KeepingName;
  readonly columns: Readonly<Record<string, Kept>>;
}

const sealed = (holds: DataClassName, key: string): Kept => ({ as: 'sealed', holds, key });
const mac = (holds: DataClassName, key: string): Kept => ({
  as: 'hashed',
  holds,
  key,
  why: 'HMAC: without the key nobody can guess it',
});
const digest = (holds: DataClassName, why: string): Kept => ({ as: 'hashed', holds, why });
const plain = (holds: DataClassName, why: string): Kept => ({ as: 'plain', holds, why });
const none: Kept = { as: 'plain', holds: 'none' };
const pseudonym = plain('pseudonym', 'random, of this terminal alone; only the sealed record says whose');
const when = plain('visit', 'a time, of nobody without the sealed payload');

const OF_ONE = 'begins with the random pseudonym: the same finger has another digest elsewhere';

const sealCheck: TableAbout = { keeping: 'terminal', columns: { id: none, sealed: none } };

export const STORE_COLUMNS: Readonly<Record<string, Readonly<Record<string, TableAbout>>>> = {
  people: {
    seal_check: sealCheck,
    person: {
      keeping: 'person',
      columns: {
        number: plain('pseudonym', 'counted on this terminal, given once'),
        pseudonym,
        code_mac: mac('identity', 'people-lookup'),
        version: none,
        sealed: sealed('identity', 'people'),
      },
    },
    numbering: { keeping: 'terminal', columns: { id: none, last: none, traces_left: none } },
    unjournaled: { keeping: 'enrolment', columns: { pseudonym, after_seq: none } },
    card: {
      keeping: 'person',
      columns: {
        mac: mac('identity', 'people-cards'),
        kind: plain('identity', 'ID card or contactless: of a pseudonym'),
        pseudonym,
      },
    },
    fleet_table: {
      keeping: 'terminal',
      columns: { id: none, revision: none, offline_for_ms: none, reports: none, heard_ms: none },
    },
    fleet_person: {
      keeping: 'person',
      columns: {
        id_mac: mac('identity', 'people-lookup'),
        pseudonym,
        digest: digest('identity', 'SHA-256 over all that was sent, its random id among it'),
        early: none,
      },
    },
    fleet_part: {
      keeping: 'part',
      columns: { part: none, transfer: none, parts: none, sealed: sealed('identity', 'people') },
    },
    capture: {
      keeping: 'capture',
      columns: { pseudonym, id: plain('pseudonym', 'random'), state: plain('visit', 'of a pseudonym'), revision: none },
    },
    photo: { keeping: 'person', columns: { pseudonym, sealed: sealed('photo', 'people') } },
  },
  templates: {
    seal_check: sealCheck,
    finger: {
      keeping: 'biometrics',
      columns: {
        id: none,
        subject: pseudonym,
        finger: plain('measure', 'which finger, of a pseudonym'),
        purpose: plain('consent', 'what it was given for, of a pseudonym'),
        format: none,
        digest: digest('template', OF_ONE),
        sealed: sealed('template', 'templates'),
      },
    },
    gallery: { keeping: 'terminal', columns: { id: none, revision: none } },
    face: {
      keeping: 'biometrics',
      columns: {
        subject: pseudonym,
        purpose: plain('consent', 'what it was given for, of a pseudonym'),
        format: none,
        model: none,
        version: none,
        about: sealed('consent', 'templates'),
        template: sealed('template', 'templates'),
      },
    },
    searched: { keeping: 'biometrics', columns: { digest: digest('template', OF_ONE) } },
    duplicate: {
      keeping: 'biometrics',
      columns: {
        digest: digest('template', OF_ONE),
        other: digest('template', OF_ONE),
        false_match_rate: plain('measure', 'of two digests'),
      },
    },
  },
  journal: {
    seal_check: sealCheck,
    head: {
      keeping: 'terminal',
      columns: {
        id: none,
        journal_id: none,
        last_seq: none,
        last_hash: none,
        acknowledged: none,
        mac: { as: 'hashed', holds: 'none', key: 'journal-head' },
      },
    },
    checkpoint: { keeping: 'terminal', columns: { id: none, seq: none, hash: none, at_ms: none, signature: none } },
    entry: {
      keeping: 'entry',
      columns: {
        seq: none,
        class: plain('visit', 'one of four kinds'),
        boot_id: none,
        utc_ms: when,
        monotonic_ms: when,
        clock_state: none,
        payload_hash: digest(
          'visit',
          'of the whole payload: to guess it back takes the random pseudonym and every measured value',
        ),
        previous: none,
        hash: digest('visit', 'as the payload’s'),
        sealed: sealed('visit', 'journal'),
      },
    },
    retry_counter: {
      keeping: 'failures',
      columns: {
        key: mac('pseudonym', 'counters'),
        failures: plain('visit', 'of an HMAC'),
        locked_until_utc_ms: plain('visit', 'of an HMAC'),
        level: plain('visit', 'of an HMAC'),
        updated_utc_ms: plain('visit', 'of an HMAC'),
        boot_id: none,
        monotonic_ms: none,
        recent: plain('visit', 'of an HMAC'),
        is_vouched: none,
      },
    },
  },
  evidence: {
    seal_check: sealCheck,
    evidence: {
      keeping: 'evidence',
      columns: {
        number: none,
        id: plain('pseudonym', 'random, of one visit'),
        released: none,
        hash: digest('citizen', 'of what is sealed to the provider with a key that is made for it'),
        sealed: sealed('citizen', 'evidence'),
        seen_ms: when,
      },
    },
    profile_seen: { keeping: 'terminal', columns: { id: none, version: none } },
  },
  jobs: {
    seal_check: sealCheck,
    job: {
      keeping: 'orders',
      columns: {
        place: none,
        id: none,
        kind: plain('official', 'what was ordered, of nobody'),
        cancels: none,
        is_over: none,
        number: none,
        heard: none,
        utc_ms: when,
        run: none,
        boot: none,
        sealed_order: sealed('official', 'jobs'),
        sealed_standing: sealed('visit', 'jobs'),
      },
    },
    orders_lost: { keeping: 'terminal', columns: { id: none, before_ms: none } },
    out_of_use: { keeping: 'moment', columns: { id: none, sealed: sealed('official', 'jobs') } },
  },
  snapshots: {
    seal_check: sealCheck,
    snapshot: {
      keeping: 'snapshot',
      columns: {
        seq: none,
        journal_id: none,
        taken_ms: when,
        since_ms: when,
        bytes: none,
        subject: mac('pseudonym', 'snapshots-lookup'),
        sealed: sealed('snapshot', 'snapshots'),
      },
    },
    lived_time: { keeping: 'terminal', columns: { id: none, ms: none, seen_utc_ms: none, is_vouched: none } },
  },
};
