// Every file that this terminal lays in its data folder: whatever else lies there is not its own.

/** Of a name in the data folder: a file, or a folder with all that is in it. */
export interface DataFile {
  readonly name: string;
  readonly is: RegExp;
}

const store = (name: string): DataFile => ({
  name: `${name}.db`,
  is: new RegExp(`^${name}\\.db(-wal|-journal|-shm)?$`),
});
const file = (name: string, is = new RegExp(`^${name.replaceAll('.', '\\.')}$`)): DataFile => ({ name, is });

export const STORE_NAMES = ['people', 'templates', 'journal', 'evidence', 'jobs', 'snapshots'] as const;

export const DATA_FILES: readonly DataFile[] = [
  ...STORE_NAMES.map(store),
  file('journal.spare'),
  file('stores.begun'),
  file('stores.lost.json'),
  file('standing-*.sealed', /^standing-(policy|settings|trust|operators|keycounters)\.sealed$/),
  file('vault.*', /^vault\.(key|cred|tpm2)$/),
  file('wiping.json'),
  file('wiping.lock', /^wiping\.lock(-wal|-journal|-shm)?$/),
  file('wipe-left.json'),
  file('damaged/', /^damaged$/),
  file('fleet/', /^fleet$/),
];

/** With virtual devices alone: somebody's own machine, and a fleet in the same process. */
export const VIRTUAL_FILES: readonly DataFile[] = [
  file('sensor.tty'),
  file('prints/', /^prints(\.new)?$/),
  file('fleet.db', /^fleet\.db([.-].*)?$/),
  file('fleet.keys.json', /^(fleet|provider|operator)\..*json$/),
];

export const isOurs = (name: string): boolean => [...DATA_FILES, ...VIRTUAL_FILES].some(({ is }) => is.test(name));
