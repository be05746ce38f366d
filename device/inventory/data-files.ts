// Every file that this terminal lays in its data folder: whatever else lies there is not its own.
import type { DataClassName } from '../../protocol/index.ts';
import type { KeepingName } from './keeping.ts';

export const STORE_NAMES = ['people', 'templates', 'journal', 'evidence', 'jobs', 'snapshots'] as const;

export interface DataFile {
  /** In the data folder: a file, or a folder with all that is in it. */
  readonly name: string;
  readonly is: RegExp;
  readonly holds: DataClassName;
  readonly as: 'sealed' | 'plain';
  /** Of the vault; undefined where it is another's, or none. */
  readonly key?: string;
  readonly why?: string;
  readonly keeping: KeepingName;
}

const file = (name: string, about: Omit<DataFile, 'name' | 'is'>, is = exactly(name)): DataFile => ({
  name,
  is,
  ...about,
});
const exactly = (name: string): RegExp => new RegExp(`^${name.replaceAll('.', '\\.')}$`);
const nobody = (keeping: KeepingName, why: string) => ({ holds: 'none', as: 'plain', keeping, why }) as const;
const standing = (kind: string, holds: DataClassName): DataFile =>
  file(`standing-${kind}.sealed`, { holds, as: 'sealed', key: 'standing', keeping: 'standing' });

/** Beside the stores, whose columns have a table of their own. */
export const DATA_FILES: readonly DataFile[] = [
  standing('policy', 'official'),
  standing('settings', 'official'),
  standing('trust', 'official'),
  standing('operators', 'official'),
  standing('keycounters', 'official'),
  file('standing-tamper.sealed', {
    ...{ holds: 'none', as: 'sealed', key: 'standing', keeping: 'tamper' },
    why: 'when the cabinet was opened, and nothing of anybody',
  }),
  file(
    'vault.key',
    nobody('terminal', 'the root of all keys, in the clear: for development (`doctor` says so)'),
    /^vault\.key$/,
  ),
  file('vault.cred', nobody('terminal', 'the root, sealed with the host’s key')),
  file('vault.tpm2', nobody('terminal', 'where in the TPM the root lies')),
  file('journal.spare', nobody('terminal', 'blocks without content')),
  file('stores.begun', nobody('terminal', 'empty')),
  file('stores.lost.json', nobody('moment', 'names of stores')),
  file('damaged.seen.json', nobody('terminal', 'names of stores, when each was first seen')),
  file('keys.renewing.json', nobody('moment', 'names of stores, generations of their keys')),
  file('wiping.json', nobody('moment', 'names of files')),
  file('wiping.lock', nobody('moment', 'empty'), /^wiping\.lock(-wal|-journal|-shm)?$/),
  file('wipe-left.json', nobody('moment', 'names of files')),
  file('damaged', {
    ...{ holds: 'identity', as: 'sealed', key: 'each store’s own', keeping: 'damaged' },
    why: 'any of the stores, as it was when SQLite could no longer follow it',
  }),
  file('updates.json', nobody('terminal', 'numbers of releases, names of devices')),
  file('update', nobody('moment', 'a release on its way: the archive, and its signature')),
  file('fleet', nobody('terminal', 'key of the terminal for TLS, certificates, keys of the fleet')),
];

/** With virtual devices alone: somebody's own machine, and a fleet in the same process. */
const VIRTUAL = [/^sensor\.tty$/, /^prints(\.new)?$/, /^fleet\.db([.-].*)?$/, /^(fleet|provider|operator)\..*json$/];

const STORES = STORE_NAMES.map((name) => new RegExp(`^${name}\\.db(-wal|-journal|-shm)?$`));

/** Named by a terminal itself: of nobody. */
export const isOfTerminal = (name: string): boolean =>
  [...DATA_FILES.map(({ is }) => is), ...STORES].some((pattern) => pattern.test(name));

export const isOurs = (name: string): boolean => isOfTerminal(name) || VIRTUAL.some((pattern) => pattern.test(name));
