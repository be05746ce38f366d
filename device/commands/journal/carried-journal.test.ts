// Entries that a person carries to the fleet: sealed on the way, stored there once, and acknowledged by a file that is carried back.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { manager } from '../../../cloud-bridge/fixtures/ridgectl.ts';
import { FleetKeys } from '../../../cloud-bridge/fleet/index.ts';
import { signCommand, systemClock } from '../../../protocol/index.ts';
import { addVisits } from '../../store/fixtures/full-journal.ts';
import { clocked, noted, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import type { Stores } from '../../store/index.ts';
import { claimCommand } from '../claim/claim-command.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { journalCommand } from './journal-command.ts';

const ROOT = 'ridged/v1/bangkok';
type Fleet = Awaited<ReturnType<typeof manager>>;

/** A terminal that has joined, and 300 entries of it that nobody has. */
async function joined(t: Test, given?: Fleet, name = 'gate-17') {
  const fleet = given ?? (await manager(t));
  const env = { RIDGED_TERMINAL_SITE: 'bangkok', RIDGED_TERMINAL_NAME: name };
  const at = (part: string): string => join(fleet.folder, `${name}-${part}`);
  const [dataDir, stick] = [at('data'), at('stick')];
  mkdirSync(stick);
  const { code } = await fleet.json('terminals', 'add', `bangkok.${name}`);
  const claim = (...words: string[]) => inHand(claimCommand, env)(code, ...words, '--data', dataDir);
  await claim('--request', at('claim'));
  await fleet.json('terminals', 'claim', at('claim'), '--code', code, '--answer', at('answer'));
  await claim('--answer', at('answer'));
  const open = () => openTerminal(dataDir);
  const look = async <T>(work: (stores: Stores) => T | Promise<T>): Promise<T> => {
    await using stores = await open();
    return await work(stores);
  };
  await look(({ journal }) => void journal.append(noted('เริ่มแล้ว')));
  await addVisits(dataDir, 299, somchai.pseudonym);
  const run = (...words: string[]) =>
    inHand(journalCommand, env)(...words, '--data', dataDir, '--json', '--by', 'สมชาย');
  const carry = async (...words: string[]): Promise<string> =>
    JSON.parse((await run('carry', stick, ...words)).out).file;
  const carried = (file: string) => run('carried', file);
  const take = (...files: string[]) => fleet.json('journal', 'take', ...files);
  return { fleet, dataDir, stick, look, run, carry, carried, take, name };
}

const entriesOf = async ({ openStore }: Fleet): Promise<number> => {
  await using store = await openStore();
  return (await store.terminals()).reduce((sum, { entries }) => sum + entries, 0);
};

t.test('what the fleet does not have is carried there and stored once, and the answer lets it go', async (t) => {
  const { fleet, look, carry, carried, take } = await joined(t);
  const file = await carry();
  t.match(file, /bangkok\.gate-17-1-301\.carried$/);
  const text = readFileSync(file, 'latin1');
  for (const secret of [somchai.pseudonym, 'accepted', 'gate-17', Buffer.from(somchai.pseudonym).toString('base64url')])
    t.notOk(text.includes(secret), 'nobody on the way reads anything');
  t.match(await look(({ journal }) => journal.readNewest(1)), [
    { class: 'security', payload: { event: 'carried', what: 'taken-out', fromSeq: 1, toSeq: 301, by: 'สมชาย' } },
  ]);
  const taken = await take(file);
  t.match(taken, { taken: true, terminal: 'bangkok.gate-17', fromSeq: 1, toSeq: 301, added: 301, contiguousSeq: 301 });
  t.equal(await entriesOf(fleet), 301);
  t.match(await fleet.run('journal', 'gaps'), { code: 0 });
  t.match(JSON.parse((await carried(taken.answer)).out), { taken: true, seq: 301, unacknowledged: 1 });
  await look(({ journal }) => {
    t.equal(journal.acknowledgedSeq, 301);
    t.match(journal.readNewest(1), [{ payload: { event: 'carried', what: 'acknowledged', fromSeq: 1, toSeq: 301 } }]);
  });
});

t.test(
  'a file that is taken twice, or of what came over the wire, adds nothing and is answered all the same',
  async (t) => {
    const { fleet, carry, carried, take } = await joined(t);
    const [part, whole] = [await carry('--to', '120'), await carry()];
    t.match(await take(part), { added: 120, contiguousSeq: 120 });
    t.match(await take(whole), { fromSeq: 1, added: 182, contiguousSeq: 302 }, 'only what was not there');
    for (const file of [part, whole]) {
      t.match(await fleet.run('journal', 'take', file), { code: 1, out: /nothing new/ }, 'an old one says so');
      t.match(await take(file), { taken: true, added: 0, contiguousSeq: 302, answer: String });
    }
    t.equal(await entriesOf(fleet), 302);
    const { answer } = await take(whole);
    t.match(await carried(answer), { exitCode: 0 });
    t.match(await carried(answer), { exitCode: 1, out: /"why":"old"/ }, 'an answer that was taken is old');
  },
);

t.test('a range in the middle is stored, and lets nothing go before what is missing has come', async (t) => {
  const { carry, carried, take, look } = await joined(t);
  const taken = await take(await carry('--from', '200', '--to', '250'));
  t.match(taken, { added: 51, contiguousSeq: 0 });
  t.match(await carried(taken.answer), { exitCode: 1 });
  t.equal(await look(({ journal }) => journal.acknowledgedSeq), 0);
});

t.test(
  'a file that was cut, altered, put together of others or is another’s is refused whole, and why is said',
  async (t) => {
    let foreign = '';
    await t.test('by the same terminal of another fleet', async (t) => {
      foreign = readFileSync(await (await joined(t)).carry(), 'utf8');
    });
    const { fleet, stick, carry, take } = await joined(t);
    const file = await carry();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const [first = '', second = '', label = ''] = lines;
    t.equal(lines.length, 3);
    const other = await joined(t, fleet, 'gate-18');
    const [otherFirst = ''] = readFileSync(await other.carry(), 'utf8').split('\n');
    const flipped = `${first.slice(0, 900)}${first[900] === 'A' ? 'B' : 'A'}${first.slice(901)}`;
    const cases: readonly (readonly [string, string, string])[] = [
      ['in the middle of a line', `${first}\n${second.slice(0, 99)}`, 'cut'],
      ['between two lines', `${first}\n${second}\n`, 'cut'],
      ['without its last line feed', [first, second, label].join('\n'), 'cut'],
      ['empty', '', 'cut'],
      ['a letter changed', [flipped, second, label, ''].join('\n'), 'altered'],
      ['a line left out', [first, label, ''].join('\n'), 'altered'],
      ['two lines exchanged', [second, first, label, ''].join('\n'), 'altered'],
      ['a line of another terminal', [otherFirst, second, label, ''].join('\n'), 'altered'],
      ['something else', `${randomBytes(5000).toString('hex')}\n`, 'altered'],
      ['no end of a line', 'x'.repeat(3 * 1024 * 1024), 'altered'],
      ['of another fleet', foreign, 'not-for-us'],
    ];
    for (const [what, text, why] of cases) {
      const bad = join(stick, 'bad.carried');
      writeFileSync(bad, text);
      t.match(await take(bad), { taken: false, why }, what);
    }
    t.match(await fleet.run('journal', 'take', join(stick, 'none')), { code: 1, out: /cannot be read: ENOENT/ });
    t.equal(await entriesOf(fleet), 0);
    await fleet.run('terminals', 'trust', 'bangkok.gate-17', '--key', 'x'.repeat(43));
    t.match(await take(file), { taken: false, why: 'another-key', terminal: 'bangkok.gate-17' });
    t.equal(await entriesOf(fleet), 0);
    await using store = await fleet.openStore();
    t.match(await store.incidents(9), [{ kind: 'batch-refused', detail: /carried entries: another-key/ }]);
  },
);

t.test(
  'an answer that is altered, another’s, of an earlier journal or of what was never written lets nothing go',
  async (t) => {
    const { fleet, stick, carry, carried, take, look } = await joined(t);
    const { answer, journalId } = await take(await carry());
    const other = await joined(t, fleet, 'gate-18');
    const otherAnswer = (await other.take(await other.carry())).answer;
    const bad = join(stick, 'bad.answer');
    const good = readFileSync(answer, 'utf8');
    const keys = await FleetKeys.open(`${fleet.file}.keys.json`);
    const signed = (body: { journalId: string; seq: number }) =>
      signCommand(
        { audience: `${ROOT}/gate-17`, channel: 'journal/ack', body, id: 'a'.repeat(22) },
        keys.signer,
        systemClock,
      );
    const cases: readonly (readonly [string, string, object])[] = [
      [
        'altered',
        good.replace(/\.(.)/, (_, letter) => `.${letter === 'A' ? 'B' : 'A'}`),
        { exitCode: 3, out: /FLEET_UNTRUSTED/ },
      ],
      ['cut', good.slice(0, 100), { exitCode: 3, out: /FLEET_UNTRUSTED/ }],
      ['empty', '', { exitCode: 3, out: /FLEET_UNTRUSTED/ }],
      ['another terminal’s', readFileSync(otherAnswer, 'utf8'), { exitCode: 3, out: /"why":"audience"/ }],
      ['an earlier journal’s', await signed({ journalId: 'another', seq: 5 }), { exitCode: 1, out: /another-journal/ }],
      ['of what was never written', await signed({ journalId, seq: 9999 }), { exitCode: 1, out: /never-written/ }],
    ];
    for (const [what, text, told] of cases) {
      writeFileSync(bad, text);
      t.match(await carried(bad), told, what);
    }
    t.match(await carried(join(stick, 'none')), { exitCode: 3, out: /CARRIER_FAILED/ });
    await look(({ journal }) => {
      t.equal(journal.acknowledgedSeq, 0);
      const refused = journal.read(302, 99).map(({ payload }) => payload?.event);
      t.strictSame(refused, Array(6).fill('fleet-refused'), 'and each is told');
    });
    t.match(await carried(answer), { exitCode: 0 }, 'the genuine one is taken still');
  },
);

t.test('a journal that is full can be carried, which is what it needs', async (t) => {
  const { dataDir, stick, run, take, carried } = await joined(t);
  const config = join(stick, 'ridged.toml');
  writeFileSync(config, '[journal]\ncapacityEntries = 1000\nreserveEntries = 100\n');
  {
    await using stores = await openTerminal(dataDir, { journal: { capacity: 1000, reserve: 100, lastSlots: 10 } });
    while (stores.journal.hasRoomFor('fault')) stores.journal.append({ event: 'recovered', device: 'x' });
    t.throws(() => stores.journal.append(clocked()), { code: 'JOURNAL_FULL' });
  }
  const { file } = JSON.parse((await run('carry', stick, '--config', config)).out);
  t.match(await carried((await take(file)).answer), { out: /"unacknowledged":1/ });
});

t.test('wrong usage, and a terminal without a fleet, are told in one line', async (t) => {
  const { stick, run, dataDir, look } = await joined(t);
  for (const words of [
    ['--from', '400'],
    ['--from', '9', '--to', '8'],
    ['--to', '400'],
  ])
    t.match(await run('carry', stick, ...words), { exitCode: 2, err: /^USAGE/ });
  t.match(await run('carry', join(stick, 'none')), { exitCode: 3, err: /^CARRIER_FAILED/ });
  t.equal(await look(({ journal }) => journal.lastSeq), 300, 'nothing is journaled of what never began');
  await look(async () => t.match(await run('carry', stick), { err: /^STORE_BUSY/ }));
  rmSync(join(dataDir, 'fleet', 'trust.jwks.json'));
  t.match(await run('carry', stick), { exitCode: 3, err: /^CONFIG_INVALID/ });
  t.strictSame(readdirSync(stick), []);
});

t.test('of several files those that are no good are each said, and the others are taken all the same', async (t) => {
  const { fleet, stick, carry } = await joined(t);
  const [part, whole] = [await carry('--to', '120'), await carry()];
  const cut = join(stick, 'cut.carried');
  writeFileSync(cut, readFileSync(whole, 'utf8').slice(0, 999));
  const told = await fleet.run('journal', 'take', join(stick, 'none'), part, cut, stick, whole);
  t.equal(told.code, 1);
  t.match(
    told.out,
    /none: cannot be read: ENOENT.*\n.*1 to 120: 120 entries.*\n.*refused: it ends early.*\n.*cannot be read: EISDIR.*\n.*: 182 entries/,
  );
  t.equal(await entriesOf(fleet), 302);
  const elsewhere = ['--answers', join(stick, 'no-such-folder')];
  const unanswered = await fleet.run('journal', 'take', part, whole, ...elsewhere);
  t.match(unanswered, { code: 1, err: /its answer cannot be written.*\n.*its answer cannot be written/ });
});

t.test('what did not leave after all does not stand as taken out', async (t) => {
  const { stick, run, look } = await joined(t);
  // Nothing can be put in the place of a folder.
  mkdirSync(join(stick, 'bangkok.gate-17-1-301.carried'));
  t.match(await run('carry', stick), { exitCode: 3, err: /^CARRIER_FAILED/ });
  t.match(
    (await look(({ journal }) => journal.readNewest(2))).map(({ payload }) => payload),
    [
      { event: 'carried', what: 'taken-out', fromSeq: 1, toSeq: 301 },
      { event: 'carried', what: 'not-taken-out', fromSeq: 1, toSeq: 301, by: 'สมชาย' },
    ],
  );
});
