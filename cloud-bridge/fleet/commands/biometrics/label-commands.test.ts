// ridgectl label at a fleet in SQLite.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../../protocol/index.ts';
import { labelSuite } from '../../../fixtures/label-suite.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { clocked, send } from '../../attendance/fixtures/clock-entries.ts';
import { drawSample } from '../../biometrics/index.ts';

labelSuite(t, manager);

t.test('every command of labels has help with an example', async (t) => {
  const { run } = await manager(t);
  for (const name of ['add', 'open', 'close', 'import', 'list', 'remove', 'sample'])
    t.match(await run('label', name, '--help'), {
      code: 0,
      out: new RegExp(`Example:\n {2}\\$ ridgectl label ${name}`),
    });
});

const NOVEMBER = ['--from', '2024-11-01', '--to', '2024-11-30'] as const;
const minute = (at: number): string =>
  `in 2024-11-04 ${String(8 + Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

const REFUSED = { outcome: 'refused', reason: 'not-recognised' } as const;
const NOT_DECIDED = { outcome: 'refused', reason: 'no-right-here' } as const;

/** One transaction: every tenth is three tries in vain, and after each fifth comes one that decides nothing. */
function transaction(at: number) {
  const isRefused = at % 10 === 0;
  const tries = isRefused
    ? [1, 2, 3].map((attempt) => clocked(minute(at), { ...REFUSED, attempt }))
    : [clocked(minute(at), {})];
  return { tries, after: at % 5 === 4 ? [clocked(minute(at), NOT_DECIDED)] : [] };
}

/** Of each terminal so many transactions, and the numbers of the entries with which they end. */
async function sampled(t: Test, sizes: Readonly<Record<string, number>>) {
  const fleet = await manager(t);
  const lasts = new Map<string, Set<number>>();
  for (const [terminal, size] of Object.entries(sizes)) {
    const recorded: ReturnType<typeof clocked>[] = [];
    const ends = new Set<number>();
    for (let at = 0; at < size; at += 1) {
      const { tries, after } = transaction(at);
      recorded.push(...tries);
      ends.add(recorded.length);
      recorded.push(...after);
    }
    await send(fleet.file, { terminal, recorded });
    lasts.set(`bangkok.${terminal}`, ends);
  }
  return { ...fleet, lasts };
}

t.test(
  'a sample is drawn of all visits, of each terminal its share, and by its seed it is the same again',
  async (t) => {
    const { run, json, folder, lasts } = await sampled(t, { 'gate-1': 60, 'gate-2': 30, 'gate-3': 10 });
    const sample = (seed: string, ...more: string[]) =>
      json('label', 'sample', '--count', '20', '--seed', seed, ...NOVEMBER, ...more);
    const drawn = await sample('482910');
    t.match(drawn, { seed: '482910', of: 100 });
    t.strictSame(drawn.strata, [
      { terminal: 'bangkok.gate-1', of: 60, drawn: 12 },
      { terminal: 'bangkok.gate-2', of: 30, drawn: 6 },
      { terminal: 'bangkok.gate-3', of: 10, drawn: 2 },
    ]);
    const names = drawn.visits.map(({ terminal, seq }: { terminal: string; seq: number }) => `${terminal} ${seq}`);
    t.equal(new Set(names).size, 20, 'each once');
    for (const { terminal, seq } of drawn.visits) t.ok(lasts.get(terminal)?.has(seq), `${seq} ends a transaction`);
    t.strictSame(await sample('482910'), drawn);
    t.not(JSON.stringify((await sample('482911')).visits), JSON.stringify(drawn.visits));
    t.match(await sample('x', '--terminal', 'gate-3'), { of: 10, strata: [{ terminal: 'bangkok.gate-3', drawn: 10 }] });

    const [{ seq, terminal, decision }] = drawn.visits;
    const truth = decision === 'accepted' ? 'true-accept' : 'true-reject';
    await run('label', 'add', terminal, `${seq}`, truth, '--chosen', 'complaint');
    const file = join(folder, 'sample.csv');
    const args = ['label', 'sample', '--count', '20', '--seed', '482910', ...NOVEMBER] as const;
    t.match(await run(...args, '--out', file), { code: 0, out: /20 of 100 visits are in .*sample\.csv/ });
    t.match(await run(...args), { code: 0, out: new RegExp(`${seq} .*${truth}[\\s\\S]*gate-1 12 of 60`) });
    const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
    t.equal(head, '\uFEFFterminal,seq,journal,label,chosen,note');
    t.equal(lines[0]?.split(',')[3], truth, 'what was said before stands in it');
    const decisions = drawn.visits.map((visit: { decision: string }) => visit.decision);
    const filled = lines.map((line, at) => {
      const cells = line.split(',');
      cells[3] = decisions[at] === 'accepted' ? 'true-accept' : 'true-reject';
      return cells.join(',');
    });
    writeFileSync(file, [head, ...filled].join('\r\n'));
    t.match(await run('label', 'import', file), { code: 0 });
    const { labels } = await json('label', 'list');
    t.equal(labels.length, 20);
    t.ok(
      labels.every(({ chosen }: { chosen: string }) => chosen === 'random'),
      'whatever is drawn counts as drawn',
    );
  },
);

t.test('each visit has the same chance, whatever the seed', async (t) => {
  const { openStore } = await sampled(t, { 'gate-1': 20 });
  await using store = await openStore();
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 400; seed += 1) {
    const window = { fromMs: 0, untilMs: systemClock.nowMs() };
    const { visits } = await drawSample(store, { count: 5, seed: `${seed}`, window });
    for (const { seq } of visits) counts.set(seq, (counts.get(seq) ?? 0) + 1);
  }
  // 100 each are expected, and 8.7 is one standard deviation.
  t.equal(counts.size, 20);
  for (const [seq, count] of counts) t.ok(Math.abs(count - 100) < 40, `${seq} was drawn ${count} times of 400`);
});

t.test('fewer visits than are asked for are all of them; a slip is one clear line', async (t) => {
  const { run, json } = await sampled(t, { 'gate-1': 3 });
  const sample = (...args: string[]) => run('label', 'sample', ...args);
  const told = await sample('--count', '50', '--seed', '1', ...NOVEMBER, '--json');
  t.match(told, { code: 0, err: /no more than 3 visits/ });
  t.equal(JSON.parse(told.out).visits.length, 3);
  t.match(await json('label', 'sample', '--count', '5', '--seed', '1', '--from', '2025-01-01', '--to', '2025-01-31'), {
    of: 0,
    visits: [],
  });
  for (const [err, ...args] of [
    [/--count 0/, '--count', '0', '--seed', '1', ...NOVEMBER],
    [/few is no number of visits/, '--count', 'few', '--seed', '1', ...NOVEMBER],
    [/--seed/, '--count', '5', ...NOVEMBER],
    [/--seed is empty/, '--count', '5', '--seed', '', ...NOVEMBER],
    [/is before --from/, '--count', '5', '--seed', '1', '--from', '2024-12-01', '--to', '2024-11-01'],
    [/no terminal gate-9/, '--count', '5', '--seed', '1', ...NOVEMBER, '--terminal', 'gate-9'],
  ] as const)
    t.match(await sample(...args), { code: 2, out: '', err });
});
