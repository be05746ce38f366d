// ridgectl as a fleet manager meets it: what it prints, what it answers, how it fails.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chainOf } from '../../protocol/fleet/fixtures/entries.ts';
import { type JournalBatch, systemClock, terminalAddress, topicRoot, type WireEntry } from '../../protocol/index.ts';
import { born, note } from '../fixtures/fleet-batches.ts';
import { MemoryOutbox } from '../fixtures/memory-outbox.ts';
import { ridgectl, type Told } from '../fixtures/ridgectl.ts';
import { birthInfo, linkBasics } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { FleetLink } from '../fleet-link.ts';
import { startBroker } from './broker.ts';
import { tableOf } from './commands/table.ts';
import { SqliteFleetStore } from './sqlite-fleet-store.ts';

const address = terminalAddress('bangkok', 'gate-17');

const run = (...args: string[]): Promise<Told> => ridgectl(args).ended;

async function filledStore(t: Test, entries: readonly WireEntry[]): Promise<{ store: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ridgectl-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'fleet.db');
  await using store = await SqliteFleetStore.open(file);
  await append(store, entries);
  return { store: `sqlite:${file}`, file };
}

const OURS = 'o'.repeat(43);
const STRANGERS = 's'.repeat(43);

async function append(store: SqliteFleetStore, entries: readonly WireEntry[], signedBy = OURS): Promise<void> {
  const batches = entries.map((entry): JournalBatch => {
    const range = { journalId: entry.journalId, fromSeq: entry.seq, toSeq: entry.seq };
    return { from: topicRoot(address), ...range, historical: false, ahead: false, entries: [entry] };
  });
  await store.storeBatches(batches.map((batch) => ({ address, batch, signedBy, receivedMs: 1000 })));
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

t.test('follow begins with the last few, shows what arrives, and ends cleanly at Ctrl-C', async (t) => {
  const chain = chainOf(20);
  const { store, file } = await filledStore(t, chain.slice(0, 15));
  const ctrlC = new AbortController();
  const args = ['journal', 'follow', '--store', store, '--terminal', 'gate-17', '--last', '5', '--json'];
  const { told, ended } = ridgectl(args, ctrlC.signal);
  await until('five', () => linesOf(told.out).length === 5);
  await using writer = await SqliteFleetStore.open(file);
  await append(writer, chain.slice(15));
  await until('ten', () => linesOf(told.out).length === 10);
  ctrlC.abort(new Error('ended by the user'));
  t.equal((await ended).code, 0);
  t.strictSame(
    linesOf(told.out).map((line) => JSON.parse(line).seq),
    [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
  );
  t.equal(told.err, '');
});

t.test('people read lines, and an entry from afar cannot steer their terminal', async (t) => {
  const [entry] = chainOf(1);
  if (!entry) throw new Error('a chain of one has one');
  const hostile = { ...entry, payload: { event: 'fault', detail: '\u001b[2J\nไม่รู้จัก' } };
  const { store } = await filledStore(t, [hostile]);
  const { code, out } = await run('journal', 'follow', '--store', store, '--once');
  t.equal(code, 0);
  t.match(out, /^2026-11-02 \d\d:\d\d:\d\dZ {2}bangkok\.gate-17 +1 {2}transaction {2}fault [ [2J]*ไม่รู้จัก\n$/);
  t.notOk(out.includes('\u001b'));
});

t.test('gaps answers yes or no by its exit code', async (t) => {
  const chain = chainOf(9);
  const whole = await filledStore(t, chain);
  t.match(await run('journal', 'gaps', '--store', whole.store), { code: 0, out: /no gaps/ });
  const holed = await filledStore(
    t,
    chain.filter(({ seq }) => seq !== 4 && seq !== 5 && seq !== 8),
  );
  const human = await run('journal', 'gaps', '--store', holed.store);
  t.equal(human.code, 1);
  t.match(
    human.out,
    /^TERMINAL +JOURNAL +MISSING, ASKED FOR +LOST FOR EVER +NOT SOUND\nbangkok\.gate-17 +journal-a +4-5 8 +- +-\n$/,
  );
  const { out } = await run('journal', 'gaps', '--store', holed.store, '--json');
  t.match(JSON.parse(out), {
    complete: false,
    journals: [
      {
        missing: [
          { fromSeq: 4, toSeq: 5 },
          { fromSeq: 8, toSeq: 8 },
        ],
      },
    ],
  });
});

t.test('gaps is never quiet about an entry that is not sound', async (t) => {
  const [first, second] = chainOf(2);
  if (!first || !second) throw new Error('a chain of two has two');
  const { store } = await filledStore(t, [first, { ...second, utcMs: 0 }]);
  const human = await run('journal', 'gaps', '--store', store);
  t.equal(human.code, 1);
  t.match(human.out, /^TERMINAL[^\n]+\nbangkok\.gate-17 +journal-a +- +- +2 altered\n$/);
  const { code, out } = await run('journal', 'gaps', '--store', store, '--json');
  t.equal(code, 1);
  t.match(JSON.parse(out), { complete: false, journals: [{ flaws: [{ seq: 2, kind: 'altered' }] }], refused: [] });
});

t.test('what a strange key has signed is told until somebody trusts that key, or the old one anew', async (t) => {
  const { store, file } = await filledStore(t, chainOf(2));
  {
    await using writer = await SqliteFleetStore.open(file);
    await append(writer, chainOf(3).slice(2), STRANGERS);
  }
  const human = await run('journal', 'gaps', '--store', store, '--terminal', 'gate-17');
  t.equal(human.code, 1);
  t.match(human.out, new RegExp(`^bangkok.gate-17: 1 refused, .* signed by ${STRANGERS} and not by ${OURS}; `));
  t.match(human.out, /"ridged doctor" .*ridgectl terminals trust bangkok\.gate-17 --key THUMBPRINT;/);
  t.equal(human.out.split('terminals trust').length, 2, 'nobody is told to believe whoever speaks next');
  const { out } = await run('journal', 'gaps', '--store', store, '--json');
  const refused = [{ terminal: 'bangkok.gate-17', pinnedKey: OURS, refusedKey: STRANGERS, batches: 1, lastMs: 1000 }];
  t.strictSame(JSON.parse(out), { complete: false, journals: [], refused });
  t.match((await run('terminals', 'list', '--store', store)).out, /oooooooo \(another is refused\)/);

  const kept = await run('terminals', 'trust', 'gate-17', '--store', store, '--key', OURS, '--json');
  const forgotten = { terminal: 'bangkok.gate-17', forgotten: OURS, refusedBatches: 1 };
  t.strictSame(JSON.parse(kept.out), { ...forgotten, trusted: OURS });
  t.match(await run('journal', 'gaps', '--store', store), { code: 0, out: /no gaps/ });

  const trusted = await run('terminals', 'trust', 'bangkok.gate-17', '--store', store);
  t.match(trusted, {
    code: 0,
    err: '',
    out: new RegExp(`^bangkok.gate-17: the key ${OURS} is no longer pinned; whoever speaks for it next is believed`),
  });
  {
    await using writer = await SqliteFleetStore.open(file);
    await append(writer, chainOf(3).slice(2), STRANGERS);
  }
  const listed = await run('terminals', 'list', '--store', store, '--json');
  t.match(JSON.parse(listed.out), { terminals: [{ entries: 3, keyThumbprint: STRANGERS }] });
});

t.test('a wiped terminal stands out in gaps until somebody accepts that very journal', async (t) => {
  const { store, file } = await filledStore(t, chainOf(2));
  {
    await using writer = await SqliteFleetStore.open(file, { mostIncidents: 0 });
    for (const journalId of ['journal-b', 'journal-c']) await append(writer, chainOf(1, journalId));
  }
  const human = await run('journal', 'gaps', '--store', store);
  t.equal(human.code, 1);
  const [line = '', ...others] = linesOf(human.out);
  t.match(
    line,
    /^bangkok\.gate-17: began the journal journal-b in place of journal-a at 1970-01-01 00:00:01Z: it was wiped/,
  );
  t.match(line, /ridgectl journal accept bangkok\.gate-17 JOURNAL$/);
  t.equal(others.length, 1);
  const { code, out } = await run('journal', 'gaps', '--store', store, '--json');
  t.equal(code, 1);
  const whole = { terminal: 'bangkok.gate-17', missing: [], lost: [], flaws: [] };
  const journals = [
    { ...whole, journalId: 'journal-b', change: { follows: 'journal-a', atMs: 1000 } },
    { ...whole, journalId: 'journal-c', change: { follows: 'journal-b', atMs: 1000 } },
  ];
  t.strictSame(JSON.parse(out), { complete: false, journals, refused: [] });
  const accepted = await run('journal', 'accept', 'gate-17', 'journal-b', '--store', store, '--json');
  t.match(accepted, { code: 0, err: '' });
  t.strictSame(JSON.parse(accepted.out), { terminal: 'bangkok.gate-17', journalId: 'journal-b', accepted: true });
  t.match(await run('journal', 'gaps', '--store', store), { code: 1, out: /journal-c/ });
  t.match(await run('journal', 'accept', 'gate-17', 'journal-c', '--store', store), { code: 0, out: /is accepted/ });
  t.match(await run('journal', 'gaps', '--store', store), { code: 0, out: /no gaps/ });
});

t.test(
  'a terminal that takes more for stored than is shows so in the list: made up, or a store that lost something',
  async (t) => {
    const { store, file } = await filledStore(t, chainOf(3));
    {
      await using writer = await SqliteFleetStore.open(file);
      const journal = { journalId: 'journal-a', lastSeq: 900, acknowledgedSeq: 900 };
      await note(writer, born(address, { ...birthInfo, state: 'online', connection: 'c', utcMs: 1, journal }, 1000));
    }
    const human = linesOf((await run('terminals', 'list', '--store', store)).out);
    t.match(human[1], /Z +3 +3 +897 \(it says, unsigned, that 900 were stored here\) +0 +- +o+$/);
    const terminals = [{ lastSeq: 900, implausibleSeq: null, believedSeq: 900 }];
    t.match(JSON.parse((await run('terminals', 'list', '--store', store, '--json')).out), { terminals });
  },
);

t.test('it says which version it is', async (t) => {
  t.match(await run('--version'), { code: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' });
});

t.test('made-up births make no absurd list, and it says what was left out', async (t) => {
  const { store, file } = await filledStore(t, chainOf(3));
  {
    await using writer = await SqliteFleetStore.open(file, { mostUnheard: 0 });
    const journal = { journalId: 'journal-a', lastSeq: 8_999_999_999_999_998, acknowledgedSeq: 0 };
    const birth = { ...birthInfo, state: 'online' as const, connection: 'c', utcMs: 1, journal };
    await note(writer, born(address, birth, 1000));
    for (const terminal of ['x', 'y']) await note(writer, born(terminalAddress('bangkok', terminal), birth, 1000));
  }
  const human = linesOf((await run('terminals', 'list', '--store', store)).out);
  t.match(
    human[1],
    /^bangkok\.gate-17 +online +1970-01-01 00:00:01Z +3 +3 +0 \(an unsigned claim of more is left out\) +0 +- +o+$/,
  );
  t.match(human[2], /^2 messages of unknown names were left out, the last at 1970-01-01 00:00:01Z/);
  t.equal(human.length, 3);
  t.notMatch(human.join(), /8999/);
  t.match(JSON.parse((await run('terminals', 'list', '--store', store, '--json')).out), {
    terminals: [{ lastSeq: 3, stillOut: 0, implausibleSeq: 8_999_999_999_999_998 }],
    refusedNames: { count: 2, lastMs: 1000 },
  });
  t.match(await run('journal', 'gaps', '--store', store), { code: 0, out: /no gaps/ });
});

t.test('an ingest logs in at its broker with a name and the one line of a file', async (t) => {
  const { store, file } = await filledStore(t, []);
  const { Aedes } = await import('aedes');
  const logins: string[] = [];
  const aedes = await Aedes.createBroker({
    authenticate: (_client, username, password, done) => {
      logins.push(`${username} ${password}`);
      done(null, true);
    },
  });
  const server = createServer(aedes.handle);
  t.teardown(() => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  if (typeof listening !== 'object' || !listening) throw new Error('a server that listens has a port');
  const secret = join(file, '..', 'password');
  await writeFile(secret, 'hunter 2\n', { mode: 0o600 });
  const ctrlC = new AbortController();
  const broker = ['--broker', `mqtt://127.0.0.1:${listening.port}`, '--mqtt', '3.1.1'];
  const login = ['--username', 'fleet', '--password-file', secret];
  const { told, ended } = ridgectl(['ingest', '--store', store, ...broker, ...login], ctrlC.signal);
  await until('online', () => told.err.includes('online'));
  ctrlC.abort(new Error('ended by the user'));
  t.equal((await ended).code, 0);
  t.strictSame(logins, ['fleet hunter 2', 'fleet hunter 2'], 'one to hear by, one to speak by');
  t.notOk(told.err.includes('hunter'));
});

t.test(
  'a password never stands in an address; what a login or TLS cannot use is refused before anybody waits',
  async (t) => {
    const { store, file } = await filledStore(t, []);
    const written = async (name: string, text: string, mode: number): Promise<string> => {
      const path = join(file, '..', name);
      await writeFile(path, text, { mode });
      return path;
    };
    const open = await written('open', 'hunter2\n', 0o644);
    const empty = await written('empty', '\n', 0o600);
    const two = await written('two', 'hunter2\nhunter3\n', 0o600);
    const pem = await written('any.pem', 'x', 0o600);
    const plainUrl = 'mqtt://127.0.0.1:1';
    const tlsUrl = 'mqtts://127.0.0.1:1';
    const proxied = ['--proxy', 'http://proxy:1', '--proxy-username'];
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['mqtts://me:hunter2@broker'], /--broker mqtts:\/\/broker: .*--username NAME and --password-file FILE/],
      [['mqtts://me:hunter2/x@broker'], /--username NAME and --password-file FILE/],
      [['me:hunter2@broker'], /--username NAME and --password-file FILE/],
      [[plainUrl, '--username', 'me', '--password-file', open], /--password-file: others may read it: chmod 600/],
      [[plainUrl, '--username', 'me', '--password-file', empty], /one line/],
      [[plainUrl, '--username', 'me', '--password-file', two], /one line/],
      [[plainUrl, '--username', 'me', '--password-file', '/nowhere/x'], /cannot be read/],
      [[plainUrl, '--username', 'me'], /--password-file: is needed with a username/],
      [[plainUrl, '--password-file', two], /--username: is needed with a password/],
      [[plainUrl, '--ca', pem], /--ca: is of use with an encrypted broker only: mqtts:/],
      [[plainUrl, '--cert', pem, '--key', pem], /--cert: is of use .*mqtts:/],
      [['ws://127.0.0.1:1', '--cert', pem, '--key', pem], /--cert: is of use .*mqtts:/],
      [['mqtts://x?clientId=y'], /--broker .*: give an address as/],
      [[plainUrl, '--proxy', 'http://proxy:1'], /--proxy: is of use with an encrypted broker only/],
      [[tlsUrl, '--proxy', 'https://proxy:1'], /--proxy: give it as http:\/\/HOST:PORT/],
      [[tlsUrl, '--proxy', 'http://me:hunter2@proxy:1'], /--proxy: give it as http:.* its login apart/],
      [[tlsUrl, '--proxy', 'http://proxy:1', '--proxy-username', 'me'], /--proxy-password-file: is needed/],
      [[tlsUrl, '--proxy-username', 'me', '--proxy-password-file', pem], /--proxy: is needed with a login for it/],
      [[tlsUrl, ...proxied, 'me', '--proxy-password-file', open], /--proxy-password-file: others may read it/],
      [[tlsUrl, ...proxied, 'me:x', '--proxy-password-file', pem], /--proxy-username: must not hold a colon/],
      [[tlsUrl, '--cert', pem], /--key: is needed with a certificate/],
      [[tlsUrl, '--ca', pem], /--ca: is not a certificate in PEM/],
      [[tlsUrl, '--crl', pem], /--ca: is needed with a list of revoked certificates/],
      [[tlsUrl, '--cert', pem, '--key', open], /--key: others may read it: chmod 600/],
      [[tlsUrl, '--cert', pem, '--key', pem], /--cert: is not a certificate in PEM/],
    ];
    for (const [args, says] of cases) {
      const told = await run('ingest', '--store', store, '--broker', ...args);
      t.match(told, { code: 2, out: '', err: says }, told.err.trim());
      t.notMatch(told.err, /hunter|\n {4}at /);
    }
  },
);

t.test('terminals are listed with how far they have come', async (t) => {
  const { store } = await filledStore(t, chainOf(3));
  const { code, out } = await run('terminals', 'list', '--store', store);
  t.equal(code, 0);
  t.match(linesOf(out)[1], /^bangkok\.gate-17 +unknown +1970-01-01 00:00:01Z +3 +3 +0 +0 +- +oooooooo$/);
  t.match(JSON.parse((await run('terminals', 'list', '--store', store, '--json')).out), {
    terminals: [{ entries: 3, stillOut: 0, keyThumbprint: OURS, refusedKey: null }],
  });
  const empty = await filledStore(t, []);
  t.match(await run('terminals', 'list', '--store', empty.store), { code: 0, out: /no terminal has been heard of/ });
});

t.test(
  'an ingest of the command line and a terminal that trusts its exported keys understand each other',
  async (t) => {
    const { store, file } = await filledStore(t, []);
    await using broker = await startBroker({ port: 0, host: '127.0.0.1' });
    const jwksFile = join(file, '..', 'fleet.jwks.json');
    t.match(await run('trust', '--store', store, '--out', jwksFile), { code: 0, out: '', err: /public keys/ });
    const trust = JSON.parse(await readFile(jwksFile, 'utf8'));
    t.strictSame(JSON.parse((await run('trust', '--store', store)).out), trust);
    const ctrlC = new AbortController();
    const args = ['ingest', '--store', store, '--broker', broker.url, '--mqtt', '3.1.1', '--json'];
    const { told, ended } = ridgectl(args, ctrlC.signal);
    await until('online', () => told.err.includes('online'));
    const outbox = new MemoryOutbox(12);
    {
      const options = {
        ...linkBasics(),
        url: broker.url,
        protocolVersion: 4,
        trust,
        outbox,
        clock: systemClock,
      } as const;
      await using link = new FleetLink(options);
      link.start(ctrlC.signal);
      await until('all are stored', () => outbox.acknowledgedSeq === 12);
    }
    await until('told', () => told.err.includes('12 entries stored'));
    ctrlC.abort(new Error('ended by the user'));
    t.equal((await ended).code, 0);
    t.match(JSON.parse(told.out), { entries: 12 });
    t.match(told.err, /ridgectl trust --store/);
  },
);

t.test('each mistake is one clear line and the right exit code', async (t) => {
  const { store } = await filledStore(t, chainOf(1));
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 2, /Usage: ridgectl/],
    [['frobnicate'], 2, /unknown command 'frobnicate'/],
    [['journal', 'gaps'], 2, /--store/],
    [['journal', 'gaps', '--store', 'fleet.db'], 2, /give sqlite:FILE/],
    [['journal', 'gaps', '--store', 'sqlite:/nowhere/fleet.db'], 2, /there is no \/nowhere\/fleet\.db/],
    [['journal', 'gaps', '--store', `sqlite:${tmpdir()}`], 2, /is no file/],
    [['journal', 'gaps', '--store', `sqlite:${import.meta.filename}`], 3, /STORE_CORRUPT/],
    [['journal', 'gaps', '--store', store, '--terminal', 'gate-18'], 2, /no terminal gate-18/],
    [['journal', 'follow', '--store', store, '--last', 'many'], 2, /give a whole number/],
    [['ingest', '--store', store, '--broker', 'localhost'], 2, /mqtt:\/\/127/],
    [['ingest', '--store', store, '--broker', 'mqtt://x', '--mqtt', '3'], 2, /Allowed choices/],
    [
      ['ingest', '--store', store, '--broker', 'mqtts://x', '--ca', '/nowhere/ca.pem'],
      2,
      /--ca: \/nowhere\/ca\.pem cannot be read/,
    ],
    [['terminals', 'trust', 'gate-18', '--store', store], 2, /no terminal gate-18 has been heard of/],
    [['terminals', 'trust', '--store', store], 2, /missing required argument 'terminal'/],
    [['terminals', 'trust', 'gate-17', '--store', 'sqlite:/nowhere/fleet.db'], 2, /there is no \/nowhere/],
    [['terminals', 'trust', 'gate-17', '--store', store, '--key', 'short'], 2, /thumbprint/],
    [['trust', '--store', store, '--out', '/nowhere/x.json'], 2, /cannot be written/],
    [['journal', 'accept', 'gate-17', 'journal-a', '--store', store], 2, /has begun no journal journal-a in place of/],
    [['journal', 'accept', 'gate-18', 'journal-a', '--store', store], 2, /no terminal gate-18/],
    [['journal', 'accept', 'gate-17', '--store', store], 2, /missing required argument 'journal'/],
    [['journal', 'accept', 'gate-17', 'journal-a', '--store', 'sqlite:/nowhere/fleet.db'], 2, /there is no \/nowhere/],
  ];
  for (const [args, code, says] of cases) {
    const told = await run(...args);
    t.equal(told.code, code, args.join(' '));
    t.match(told.err, says, told.err.trim());
    t.notMatch(told.err, /\n {4}at /);
    t.equal(told.out, '');
  }
});

t.test('every command explains itself with an example', async (t) => {
  const journal = ['journal follow', 'journal gaps', 'journal accept'];
  for (const name of ['ingest', 'trust', ...journal, 'terminals list', 'terminals trust'])
    t.match(await run(...name.split(' '), '--help'), { code: 0, out: /Example:\n {2}\$ ridgectl /, err: '' }, name);
  t.match(await run('--help'), { code: 0, out: /Exit codes/ });
});

t.test('Thai vowels above and below the line do not push the columns apart', async (t) => {
  const [, thai = '', latin = ''] = tableOf(
    ['NAME', 'X'],
    [
      ['กี่ปู่', '1'],
      ['abc', '2'],
    ],
  ).split('\n');
  const seen = (line: string): number => line.replace(/\p{M}/gu, '').length;
  t.equal(seen(thai), seen(latin));
});
