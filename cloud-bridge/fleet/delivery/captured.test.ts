// Whoever was enrolled at a terminal comes up: taken, held, or not believed; and is told what became of it until it knows.
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import t, { type Test } from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type CapturedPerson,
  type CaptureReceipt,
  type DesiredFinger,
  ManualClock,
  type PeopleReport,
  sealCaptured,
  signReport,
  TrustedKeys,
  terminalAddress,
  terminalName,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import { openerOf } from '../../fixtures/memory-people.ts';
import { keptLog } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { openSqliteRegister } from '../register/open-register.ts';
import { Deliverer } from './deliverer.ts';

const address = terminalAddress('bangkok', 'gate-17');
const place = { site: 'bangkok', terminal: terminalName(address) };

const finger = (mark: number, name: DesiredFinger['finger'] = 'right-index'): DesiredFinger => ({
  ...{ finger: name, consentId: 'C-1' },
  impressions: [
    { record: Buffer.from(`m${mark}`).toString('base64'), quality: 80, sensor: 's', enroller: 'e', atMs: 5 },
  ],
});

const somchai: CapturedPerson = {
  ...{ from: topicRoot(address), capture: 'c'.repeat(22), subject: 'p-1', code: '0000012345', nameTh: 'สมชาย น้ำใจงาม' },
  ...{ nameEn: '', title: '', unit: 'ห้องสมุด', group: '', active: true, validFromMs: null, validUntilMs: null },
  ...{ enroller: 'officer-1', atMs: 5, fingers: [finger(1)] },
};

async function fleet(t: Test) {
  const folder = t.testdir();
  const clock = new ManualClock();
  const register = await openSqliteRegister(join(folder, 'fleet.db'), clock);
  const keys = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
  const own = await terminalKey();
  const pinned = await calculateJwkThumbprint(own.publicJwk);
  const log = keptLog();
  const deliverer = new Deliverer({ register, keys, clock, log, keyOf: async () => pinned });
  const receipts: CaptureReceipt[] = [];
  const publish: Connection['publish'] = async ({ payload }) => {
    const claims = JSON.parse(Buffer.from(String(payload).split('.')[1] ?? '', 'base64url').toString());
    if (claims.body.captured) receipts.push(claims.body.captured);
  };
  const stop = new AbortController();
  const running = deliverer.run({ publish } as Connection, stop.signal).catch((reason: unknown) => reason);
  t.teardown(async () => {
    stop.abort();
    await running;
    await register[Symbol.asyncDispose]();
  });
  const recipient = await TrustedKeys.parse(keys.publicJwks()).recipient('operator');
  const capture = async (person: CapturedPerson = somchai, at = address, signer = own): Promise<void> => {
    const payload = Buffer.from(await sealCaptured(person, recipient, signer));
    await deliverer.hear({ address: at, channel: 'people/captured', payload });
  };
  const { publicJwk: sealingKey } = await openerOf();
  let number = 0;
  const report = async (captures: readonly string[]): Promise<void> => {
    number += 1;
    const said: PeopleReport = {
      ...{ from: topicRoot(address), number, utcMs: 1, table: null, needs: null, fault: null, sealingKey },
      ...{ capacity: { fingers: 9 }, problems: [], captures, challenge: 'c'.repeat(22), answers: [] },
    };
    await deliverer.hear({ address, channel: 'people/reported', payload: Buffer.from(await signReport(said, own)) });
  };
  const answered = async (count: number): Promise<CaptureReceipt | undefined> => {
    await until(`receipt ${count}`, () => receipts.length >= count);
    return receipts[count - 1];
  };
  return { register, capture, report, answered, receipts, log };
}

t.test('whoever is registered and has no finger is known by what the terminal has captured', async (t) => {
  const { register, capture, answered } = await fleet(t);
  const person = await register.people.add({ code: somchai.code, nameTh: 'ชื่อของฝ่ายบุคคล' });
  const stamp = await register.stamp();
  await capture();
  t.match(await answered(1), { capture: somchai.capture, outcome: 'taken', revision: 1 });
  t.strictSame(await register.templates.of(person.id), [finger(1)]);
  t.match(await register.people.byCode(somchai.code), { nameTh: 'ชื่อของฝ่ายบุคคล', version: 2 });
  t.not(await register.stamp(), stamp, 'every terminal is to have them');
  await capture();
  t.match(await answered(2), { outcome: 'taken' }, 'sent again it is answered the same');
  t.match(await register.people.byCode(somchai.code), { version: 2 });
  await capture({ ...somchai, capture: 'd'.repeat(22) });
  t.match(await answered(3), { outcome: 'taken' }, 'the very same fingers under another id are nothing new');
});

t.test('whoever nobody has registered is held until a manager decides, and the terminal is told then', async (t) => {
  const { register, capture, report, answered } = await fleet(t);
  await capture();
  t.match(await answered(1), { outcome: 'held', revision: null });
  t.equal(await register.people.byCode(somchai.code), undefined);
  t.match(await register.captures.held(), [
    { id: somchai.capture, why: 'unknown-code', fields: { nameTh: somchai.nameTh } },
  ]);
  const { id } = await register.captures.accept(somchai.capture, 'manager');
  t.strictSame(await register.templates.of(id), [finger(1)]);
  t.strictSame(await register.templates.of(somchai.capture), [], 'nothing is kept twice');
  await report([somchai.capture]);
  t.match(await answered(2), { outcome: 'taken', revision: 1 });
  t.match(await register.grants.all(), [{ to: { name: id }, at: { kind: 'terminal', name: place.terminal } }]);
  t.equal((await register.deliveries.of(place.terminal))?.wants.people, 1);
  await t.rejects(register.captures.accept(somchai.capture, 'manager'), { code: 'USAGE' }, 'once is enough');
});

t.test('other fingers than the fleet has are held; refused, the fleet’s stay', async (t) => {
  const { register, capture, report, answered } = await fleet(t);
  const { id } = await register.people.add({ code: somchai.code });
  await register.templates.replace(id, [finger(9)]);
  await capture();
  t.match(await answered(1), { outcome: 'held' });
  t.match(await register.captures.held(), [{ why: 'has-fingers' }]);
  await register.captures.refuse(somchai.capture, 'manager');
  t.strictSame(await register.templates.of(id), [finger(9)]);
  await report([somchai.capture, 'z'.repeat(22)]);
  t.match(await answered(2), { outcome: 'refused', revision: 1 });
  t.match(await answered(3), { capture: 'z'.repeat(22), outcome: 'unknown' }, 'what was lost is asked for again');
  t.strictSame(await register.captures.held(), []);
});

t.test('what another key has signed, or another terminal has sent, is neither taken nor answered', async (t) => {
  const { register, capture, receipts, log, answered } = await fleet(t);
  await register.people.add({ code: somchai.code });
  await capture(somchai, address, await terminalKey());
  await capture(somchai, terminalAddress('bangkok', 'gate-18'));
  const other = terminalAddress('phuket', 'gate-17');
  await capture();
  t.match(await answered(1), { outcome: 'taken' });
  await capture({ ...somchai, from: topicRoot(other) }, other);
  await capture({ ...somchai, capture: 'e'.repeat(22), fingers: [] });
  t.match(await answered(2), { capture: 'e'.repeat(22) });
  t.equal(receipts.length, 2, 'the same id from elsewhere is not answered');
  t.equal(log.lines.filter(({ message }) => /was refused/.test(message)).length, 2);
});
