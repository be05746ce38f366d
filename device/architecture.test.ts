// The plan of the house as a test: who may import whom, through which door, and where vendors may stand.

import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import t from 'tap';
import { importsOf, MAY_IMPORT, root, sources, targetOf } from './fixtures/sources.ts';

/** Native bindings: only ever by `await import()`, so that a device without the hardware never needs them. */
const NATIVE = ['serialport', 'node-hid', 'better-sqlite3', 'sharp', 'pcsclite', 'onnxruntime-node'];

/** Vendors that belong to one room, or to one corner of it. */
const ROOM_OF: Readonly<Record<string, readonly string[]>> = {
  serialport: ['hal'],
  'node-hid': ['hal'],
  pcsclite: ['hal'],
  'onnxruntime-node': ['models'],
  piscina: ['models'],
  'ml-matrix': ['models'],
  mqtt: ['cloud-bridge'],
  pg: ['cloud-bridge'],
  'pg-connection-string': ['cloud-bridge'],
  pgpass: ['cloud-bridge'],
  aedes: ['cloud-bridge'],
  kysely: ['cloud-bridge'],
  'prom-client': ['cloud-bridge', 'device'],
  'csv-parse/sync': ['cloud-bridge'],
  'csv-stringify/sync': ['cloud-bridge'],
  '@js-temporal/polyfill': ['cloud-bridge'],
  '@peculiar/x509': ['cloud-bridge/fleet/trust'],
  'reflect-metadata': ['cloud-bridge/fleet/trust'],
  fastify: ['device', 'cloud-bridge/fleet/operators'],
  '@simplewebauthn/server': ['device', 'cloud-bridge/fleet/operators'],
  '@simplewebauthn/server/helpers': ['device', 'cloud-bridge/fleet/operators'],
  qr: ['device'],
  'smol-toml': ['device'],
  sharp: ['device', 'hal', 'models', 'cloud-bridge/fleet/import'],
  'better-sqlite3': ['device', 'cloud-bridge'],
};

/** To the fleet's side, which a terminal in service never loads. */
const FLEET_DOOR = join('cloud-bridge', 'fleet', 'index.ts');
/** To what needs no schemas, which threads that compute never load. */
const COMPUTING_DOOR = join('protocol', 'computing.ts');
/** To what measures, trains, draws, simulates and converts, which a terminal in service never loads. */
const LABORATORY_DOOR = join('models', 'laboratory.ts');
const doorsOf = (folder: string): readonly string[] => [
  join(folder, 'index.ts'),
  ...[FLEET_DOOR, COMPUTING_DOOR, LABORATORY_DOOR],
];

/** What a terminal knows of its fleet's side: how it joins, and what keeps somebody from scanning. */
const OF_FLEET = [
  join('jobs', 'diagnosis', sep),
  'key-file.ts',
  ...['of-terminals', 'authority', 'claim-code', 'claim-request', 'renewals', 'topic-rules'].map((name) =>
    join('trust', `${name}.ts`),
  ),
];

/** Files and packages that are loaded with these, before anything is asked of them. */
function loadedWith(...files: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(files);
  for (const path of loaded) {
    const file = sources.find((source) => source.path === path);
    for (const [, name = ''] of file?.text.matchAll(STATIC_IMPORT) ?? [])
      loaded.add(file && name.startsWith('.') ? targetOf(file, name) : name);
  }
  return loaded;
}

/** What is loaded with a file, before anything is asked of it. */
const STATIC_IMPORT = /^(?:import|export) (?!type )(?:[^;=']*? from )?'([^']+)';/gm;

t.test('imports run one way: device to hal, models and cloud-bridge, and all of them to protocol', async (t) => {
  for (const file of sources)
    for (const path of importsOf(file).filter((path) => path.startsWith('.'))) {
      const [folder = ''] = targetOf(file, path).split(sep);
      const allowed = MAY_IMPORT[file.folder] ?? [];
      if (folder !== file.folder && !allowed.includes(folder)) t.fail(`${file.path} may not import ${path}`);
    }
  t.ok(sources.length > 20, `${sources.length} files were read`);
});

t.test('whoever comes from another folder enters through its door', async (t) => {
  for (const file of sources)
    for (const path of importsOf(file).filter((path) => path.startsWith('.'))) {
      const target = targetOf(file, path);
      const [folder = ''] = target.split(sep);
      if (folder !== file.folder && !doorsOf(folder).includes(target))
        t.fail(`${file.path} reaches past the door of ${folder}: ${path}`);
      if (!existsSync(join(root, target))) t.fail(`${file.path} imports ${path}, which is not there`);
    }
  t.pass('all doors are used');
});

t.test('a terminal in service loads no more of the fleet than it needs, and no bench', async (t) => {
  const loaded = loadedWith(join('device', 'ridged.ts'), join('device', 'commands', 'run', 'run-command.ts'));
  t.ok(loaded.size > 500, `${loaded.size} files and packages are loaded`);
  const fleet = join('cloud-bridge', 'fleet', sep);
  const isUnneeded = (path: string): boolean =>
    path === LABORATORY_DOOR ||
    path.startsWith(join('device', 'bench', sep)) ||
    (path.startsWith(fleet) && !OF_FLEET.some((part) => path.startsWith(join(fleet, part))));
  t.strictSame([...loaded].filter(isUnneeded), []);
});

t.test('threads that compute load no schemas: a start waits for them', async (t) => {
  // Simulated scenes are played where no terminal is in service.
  const isThread = (path: string): boolean => path.endsWith('.worker.ts') && !path.includes('simulation');
  const threads = sources.filter(({ path }) => isThread(path)).map(({ path }) => path);
  t.ok(threads.length >= 5, `${threads.length} kinds of threads`);
  for (const thread of threads) t.notOk(loadedWith(thread).has('zod'), thread);
});

t.test('native bindings are loaded where they are opened, and vendors stay in their room', async (t) => {
  for (const file of sources) {
    for (const [, name = ''] of file.text.matchAll(STATIC_IMPORT))
      if (NATIVE.includes(name)) t.fail(`${file.path} loads ${name} before it is needed`);
    for (const name of importsOf(file)) {
      const rooms = ROOM_OF[name];
      if (rooms && !rooms.some((room) => file.path.startsWith(join(room, sep))))
        t.fail(`${name} does not belong in ${file.path}`);
    }
  }
  t.pass('no binding is loaded early');
});

t.test('protocol does no input or output', async (t) => {
  const worldly = /'node:(fs|net|http|https|child_process|worker_threads|dgram|tls)(\/[^']*)?'/;
  for (const file of sources.filter(({ folder }) => folder === 'protocol')) {
    const timers = /\bset(?:Timeout|Interval|Immediate)\(/.test(file.text) && !file.path.endsWith('deadline.ts');
    if (worldly.test(file.text) || timers) t.fail(`${file.path} touches the world`);
  }
  t.pass('protocol is pure');
});

t.test('every file says in its first line what it is for', async (t) => {
  for (const file of sources)
    if (!/^(?:#!.*\n)?(?:\/\/|\/\*\*) \S/.test(file.text))
      t.fail(`${file.path} begins without a word on what it is for`);
  t.pass('every file introduces itself');
});
