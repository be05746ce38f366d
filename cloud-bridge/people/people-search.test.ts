// Asking the fleet for somebody: signed, sealed, bounded, and answered by nothing but the answer.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { terminalKey } from '../../protocol/fleet/fixtures/keys.ts';
import {
  type FoundPerson,
  KioskError,
  ManualClock,
  openWanted,
  sealFound,
  TrustedKeys,
  terminalAddress,
  type WantedPerson,
} from '../../protocol/index.ts';
import { MemoryTable, openerOf } from '../fixtures/memory-people.ts';
import { keptLog } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { FleetKeys } from '../fleet/fleet-keys.ts';
import { PeopleSearch } from './people-search.ts';
import { PeopleSync } from './people-sync.ts';

const address = terminalAddress('bangkok', 'gate-17');

async function searching(t: Test) {
  const operator = await FleetKeys.open(join(t.testdir(), 'operator.json'), 'operator');
  const signer = await terminalKey();
  const clock = new ManualClock();
  const sealed: string[] = [];
  let isDown = false;
  const around = { address, signer, clock, log: keptLog() };
  const search = new PeopleSearch({
    ...around,
    recipient: await TrustedKeys.parse(operator.publicJwks()).recipient('operator'),
    publish: async (message) => {
      if (isDown) throw new KioskError('FLEET_UNREACHABLE');
      sealed.push(message);
    },
  });
  const asked = async (at: number): Promise<WantedPerson> => {
    await until(`question ${at}`, () => sealed.length > at);
    return (await openWanted(Buffer.from(sealed[at] ?? ''), (kid) => operator.unsealKey(kid))).wanted;
  };
  const goDown = (): void => {
    isDown = true;
  };
  return { search, sealed, asked, clock, goDown, around };
}

t.test('a question says who is wanted to the operator alone, and its answer ends it', async (t) => {
  const { search, sealed, asked } = await searching(t);
  const outcome = search.ask('0000012345');
  const question = await asked(0);
  t.match(question, { from: 'ridged/v1/bangkok/gate-17', code: '0000012345' });
  t.notOk(sealed.join('').includes(Buffer.from('0000012345').toString('base64url')));
  const again = search.ask('0000012345');
  t.ok(search.isOpen(question.asked));
  search.settle('x'.repeat(22), 'here');
  search.settle(question.asked, 'nobody');
  t.strictSame(await Promise.all([outcome, again]), ['nobody', 'nobody'], 'who asks again waits for the same answer');
  t.notOk(search.isOpen(question.asked));
  t.equal(sealed.length, 1);
});

t.test('codes are not tried out: ten, then one in six seconds; and none that no person has', async (t) => {
  const { search, sealed, clock } = await searching(t);
  for (const bad of ['', 'a\0b', 'x'.repeat(65), '\ud800']) t.equal(await search.ask(bad), 'unanswered');
  for (let code = 0; code < 10; code += 1) void search.ask(`${code}`);
  await until('ten are asked', () => sealed.length === 10);
  t.equal(await search.ask('11'), 'unanswered');
  clock.advance(6000);
  void search.ask('12');
  await until('another', () => sealed.length === 11);
  t.equal(await search.ask('13'), 'unanswered');
});

t.test('a question is open for half a minute, and no longer than its connection', async (t) => {
  const { search, asked, clock, goDown } = await searching(t);
  const late = search.ask('1');
  const { asked: id } = await asked(0);
  clock.advance(30_000);
  t.equal(await late, 'unanswered');
  t.notOk(search.isOpen(id));
  const cut = search.ask('2');
  await asked(1);
  search.end();
  t.equal(await cut, 'unanswered');
  t.equal(await search.ask('3'), 'unanswered');
  const other = await searching(t);
  other.goDown();
  t.equal(await other.search.ask('1'), 'unanswered', 'the broker does not take it');
  goDown();
});

t.test('only the answer to an open question brings anybody, and none that the table here is past', async (t) => {
  const { search, asked, around } = await searching(t);
  const table = new MemoryTable();
  const opener = await openerOf();
  const reports: string[] = [];
  const sync = new PeopleSync({
    ...around,
    table,
    opener,
    search,
    publish: async (report) => void reports.push(report),
  });
  const stop = new AbortController();
  const running = sync.run(stop.signal).catch((reason: unknown) => reason);
  t.teardown(async () => {
    stop.abort();
    search.end();
    await running;
  });
  const person = {
    ...{ id: 'p'.repeat(22), code: '1', nameTh: 'สมชาย', nameEn: '', title: '', unit: '', group: '', active: true },
    ...{ validFromMs: null, validUntilMs: null, rights: [], fingers: [] },
  };
  const answer = async (found: Partial<FoundPerson>, jwk = opener.publicJwk): Promise<void> => {
    const whole = { asked: 'n'.repeat(22), revision: 4, offlineForMs: null, person, ...found };
    sync.hear({ found: await sealFound(whole, jwk) });
  };
  table.state = { revision: 4, hash: 'a'.repeat(64), people: 0 };
  const first = search.ask('1');
  const { asked: one } = await asked(0);
  await answer({});
  await answer({ asked: one }, (await openerOf()).publicJwk);
  await answer({ asked: one });
  t.equal(await first, 'here');
  t.strictSame([...table.welcomed.keys()], [person.id]);
  table.welcomed.clear();
  await answer({ asked: one });
  const second = search.ask('1');
  const { asked: two } = await asked(1);
  await answer({ asked: two, revision: 3 });
  t.equal(await second, 'unanswered', 'an older word than the table that is here');
  const third = search.ask('2');
  await answer({ asked: (await asked(2)).asked, person: null });
  t.equal(await third, 'nobody');
  table.fault = new KioskError('STORE_FULL');
  const fourth = search.ask('3');
  await answer({ asked: (await asked(3)).asked });
  t.equal(await fourth, 'unanswered');
  t.equal(table.welcomed.size, 0, 'neither played again nor late');
});
