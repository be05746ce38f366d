// Orders that last: kept whole, in their order, and never in the way of a start.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { testKeys } from '../../protocol/fleet/fixtures/keys.ts';
import {
  isFault,
  type JournalPayload,
  KioskError,
  type OpenedOrder,
  type Order,
  type SiteOperator,
} from '../../protocol/index.ts';
import { POLICY } from '../config/index.ts';
import { SealedFile } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import { KeyCounters } from './key-counters.ts';
import { readStandingConfig } from './standing-config.ts';
import { forgetStanding, StandingOrders } from './standing-orders.ts';

const opened = (what: Order['what'], changes: Partial<Order> = {}): OpenedOrder => ({
  order: {
    ...{ id: 'AAAAAAAAAAAAAAAAAAAAAA', by: 'สมหญิง ใจดี', atMs: 1, untilMs: null, terminals: ['bangkok.gate-17'], what },
    ...changes,
  },
  orderedBy: 'chief',
  approvedBy: 'deputy',
});

const policyOf = (version: number, values: Record<string, number>): OpenedOrder =>
  opened({ kind: 'policy', version, values });

async function place(dataDir: string) {
  const vault = await openVault({ dataDir });
  const faults: KioskError[] = [];
  const open = (): Promise<StandingOrders> => StandingOrders.open({ dataDir, vault }, (fault) => faults.push(fault));
  const policy = (standing: StandingOrders) => standing.policy().policy;
  return { open, policy, faults };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (fault: unknown) => (isFault(fault) ? fault.code : fault),
  );

t.test('a signed policy holds after the next start, and only a higher version takes its place', async (t) => {
  const { open, policy, faults } = await place(t.testdir());
  const first = await open();
  t.equal(policy(first), POLICY);
  t.equal(await first.take(policyOf(3, { 'verification.fmr': 1e-5 }), 10), true);
  t.equal(await first.take(policyOf(3, { 'verification.fmr': 1e-3 }), 11), false, 'the same version');
  t.equal(await first.take(policyOf(2, { 'verification.fmr': 1e-3 }), 12), false, 'an earlier one, replayed');
  const second = await open();
  t.equal(policy(second).verification.fmr, 1e-5);
  t.equal(second.versionOf('policy'), 3);
  t.match(second.of('policy'), { by: 'สมหญิง ใจดี', orderedBy: 'chief', approvedBy: 'deputy', takenMs: 10 });
  t.equal(await second.take(policyOf(4, {}), 13), true, 'and back to what is built in');
  t.equal(policy(await open()).verification.fmr, POLICY.verification.fmr);
  t.strictSame(faults, []);
});

t.test('what cannot be followed is not kept', async (t) => {
  const dataDir = t.testdir();
  const standing = await (await place(dataDir)).open();
  t.equal(await codeOf(standing.take(policyOf(1, { 'verification.fmr': 0.5 }), 1)), 'CONFIG_INVALID');
  const settings = (values: Record<string, string | number>) => opened({ kind: 'settings', version: 1, values });
  t.equal(await codeOf(standing.take(settings({ 'fleet.url': 'mqtts://elsewhere' }), 1)), 'CONFIG_INVALID');
  t.equal(await codeOf(standing.take(settings({ 'clock.dayStartsAt': 'noon' }), 1)), 'CONFIG_INVALID');
  t.equal(
    await codeOf(standing.take(opened({ kind: 'trust', version: 1, keys: [{ kty: 'oct' }] }), 1)),
    'CONFIG_INVALID',
  );
  await t.rejects(standing.take(opened({ kind: 'unlock' }), 1), TypeError, 'a bug of the caller');
  t.strictSame(await readdir(dataDir), ['vault.key']);
});

t.test('whom a terminal believes cannot be changed to nobody who could change it back', async (t) => {
  const dataDir = t.testdir();
  const { open } = await place(dataDir);
  const parties = ['ingest', 'operator', 'administrator'] as const;
  const [ingest = [], operator = [], chief = []] = await Promise.all(
    parties.map(async (role) => (await testKeys(role, role)).jwks.keys),
  );
  const { keys: deputy } = (await testKeys('administrator', 'deputy')).jwks;
  const trust = (...keys: readonly (readonly object[])[]) =>
    opened({ kind: 'trust', version: 1, keys: JSON.parse(JSON.stringify(keys.flat())) });
  const standing = await open();
  const whyNot = (order: OpenedOrder): Promise<string> =>
    standing.take(order, 1).then(
      () => 'taken',
      (fault: unknown) => (isFault(fault, 'CONFIG_INVALID') ? JSON.stringify(fault.context) : String(fault)),
    );
  t.match(await whyNot(trust(ingest, operator)), /administrator \(sig\)/);
  t.match(await whyNot(trust(ingest, operator, chief)), /nothing grave could be approved/);
  t.match(await whyNot(trust(operator, chief, deputy)), /ingest \(sig\).*ingest \(enc\)/);
  t.match(await whyNot(trust(ingest, operator, chief, chief)), /is there twice/);
  const offCurve = operator.map((key) => (key.use === 'enc' ? { ...key, x: 'A'.repeat(43) } : key));
  t.match(await whyNot(trust(ingest, offCurve, chief, deputy)), /operator-enc cannot be used/);
  t.equal(await whyNot(trust(ingest, operator, chief, deputy)), 'taken');
  await forgetStanding(dataDir);
  t.equal((await open()).of('trust'), undefined, 'whoever joins another fleet holds nothing of this one');
});

t.test('a file that was altered, cut or moved is told of, and is as if it had never come', async (t) => {
  const dataDir = t.testdir();
  const { open, policy, faults } = await place(dataDir);
  const standing = await open();
  await standing.take(policyOf(1, { 'verification.fmr': 1e-5 }), 1);
  await standing.take(opened({ kind: 'settings', version: 1, values: { 'clock.dayStartsAt': '05:00' } }), 1);
  const at = (kind: string): string => join(dataDir, `standing-${kind}.sealed`);
  const whole = await readFile(at('policy'));
  t.notMatch(whole.toString('latin1'), 'verification', 'nothing of it can be read');
  const altered = Buffer.from(whole.map((byte, place) => (place === 30 ? byte ^ 1 : byte)));
  for (const bytes of [whole.subarray(0, 20), altered, await readFile(at('settings'))]) {
    await writeFile(at('policy'), bytes);
    t.equal(policy(await open()), POLICY);
    t.equal(faults.pop()?.code, 'SEAL_BROKEN');
  }
  await writeFile(at('policy'), whole);
  t.equal(policy(await open()).verification.fmr, 1e-5);
});

t.test('settings of the fleet come before those of the file, and after those of whoever stands there', async (t) => {
  const dataDir = t.testdir({ 'ridged.toml': '[clock]\ndayStartsAt = "03:00"\nrepeatWindowMs = 5000\n' });
  const faults: KioskError[] = [];
  const read = (env: Record<string, string> = {}) => {
    const overrides = { data: { dir: dataDir } };
    return readStandingConfig({ file: join(dataDir, 'ridged.toml'), env, overrides }, (fault) => faults.push(fault));
  };
  t.equal((await read()).config.clock.dayStartsAt, '03:00', 'before there is a key');
  const standing = await (await place(dataDir)).open();
  const settings = (version: number, values: Record<string, string>) => opened({ kind: 'settings', version, values });
  await standing.take(settings(1, { 'clock.dayStartsAt': '05:00', 'clock.proposeOutFrom': '18:00' }), 1);
  const {
    config: { clock },
    settings: { holding },
  } = await read();
  t.match(holding, { version: 1, refused: undefined });
  t.strictSame([clock.dayStartsAt, clock.proposeOutFrom, clock.repeatWindowMs], ['05:00', '18:00', 5000]);
  t.equal((await read({ RIDGED_CLOCK_DAY_STARTS_AT: '06:00' })).config.clock.dayStartsAt, '06:00');
  t.strictSame(faults, []);
  // By themselves they are right; with what a technician has set here they are not.
  const local = await read({ RIDGED_CLOCK_PROPOSE_OUT_UNTIL: '17:00' });
  t.equal(local.config.clock.proposeOutFrom, '15:00');
  t.match(local.settings.holding, { version: 0, refused: { code: 'CONFIG_INVALID' } });
  t.equal(faults.at(0)?.code, 'CONFIG_INVALID');
});

t.test('settings that do not go together with what stands here are not kept: those before go on', async (t) => {
  const dataDir = t.testdir({ 'ridged.toml': '[clock]\nproposeOutUntil = "17:00"\n' });
  const sources = { file: join(dataDir, 'ridged.toml'), env: {}, overrides: { data: { dir: dataDir } } };
  const vault = await openVault({ dataDir });
  const { settings } = await readStandingConfig(sources, (fault) => t.fail(fault.message));
  const place = { dataDir, vault, checkSettings: settings.check };
  const standing = await StandingOrders.open(place, (fault) => t.fail(fault.message));
  const of = (version: number, from: string) =>
    opened({ kind: 'settings', version, values: { 'clock.proposeOutFrom': from } });
  t.equal(await standing.take(of(1, '16:00'), 1), true);
  await t.rejects(standing.take(of(2, '18:00'), 2), { code: 'CONFIG_INVALID', context: { detail: /proposeOutUntil/ } });
  t.equal((await readStandingConfig(sources, () => undefined)).config.clock.proposeOutFrom, '16:00');
});

t.test('what the journal was not told of when the power went it is told at the next start, once', async (t) => {
  const { open } = await place(t.testdir());
  const told: JournalPayload[] = [];
  const journal = { append: (payload: JournalPayload) => told.push(payload) };
  const noFault = (fault: unknown): void => void t.fail(String(fault));
  const first = await open();
  await first.take(policyOf(1, { 'verification.fmr': 1e-5 }), 1);
  await first.tell(journal, noFault);
  await first.take(policyOf(2, { 'verification.fmr': 1e-6 }), 2);
  const second = await open();
  const full = (): never => {
    throw new KioskError('JOURNAL_FULL');
  };
  await t.rejects(second.tell({ append: full }, noFault), { code: 'JOURNAL_FULL' });
  await second.tell(journal, noFault);
  await (await open()).tell(journal, noFault);
  t.strictSame(told, [
    { event: 'settings', what: 'policy 1', before: { 'verification.fmr': 1e-4 }, after: { 'verification.fmr': 1e-5 } },
    { event: 'settings', what: 'policy 2', before: { 'verification.fmr': 1e-5 }, after: { 'verification.fmr': 1e-6 } },
  ]);
});

t.test('how far a key has counted is known after a restart; what was altered is told of', async (t) => {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir });
  const faults: string[] = [];
  const open = () => KeyCounters.open({ dataDir, vault }, ({ code }) => void faults.push(code));
  const counters = await open();
  t.equal(counters.of('blue'), 0);
  await Promise.all([counters.note('blue', 7), counters.note('red', 2), counters.note('blue', 8)]);
  const later = await open();
  t.strictSame(
    ['blue', 'red'].map((key) => later.of(key)),
    [8, 2],
  );
  await writeFile(join(dataDir, 'standing-keycounters.sealed'), 'altered');
  t.equal((await open()).of('blue'), 0);
  t.strictSame(faults, ['SEAL_BROKEN']);
  await forgetStanding(dataDir);
  t.equal((await open()).of('blue'), 0, 'whoever joins another fleet holds nothing of this one');
});

t.test(
  'on a full disk a key counts for this run, which is told of: its operator has to come in to mend that',
  async (t) => {
    const dataDir = t.testdir();
    const vault = await openVault({ dataDir });
    const faults: string[] = [];
    const counters = await KeyCounters.open({ dataDir, vault }, ({ code }) => void faults.push(code));
    const full = async (): Promise<void> => {
      throw new KioskError('STORE_FULL');
    };
    t.intercept(SealedFile.prototype, 'replace', { value: full });
    await t.resolves(counters.note('blue', 7));
    t.equal(counters.of('blue'), 7);
    t.strictSame(faults, ['STORE_FULL']);
  },
);

t.test('what is put back is as if it had never come', async (t) => {
  const { open } = await place(t.testdir());
  const standing = await open();
  await standing.take(policyOf(1, { 'verification.fmr': 1e-5 }), 1);
  const before = standing.of('policy');
  await standing.take(policyOf(2, {}), 2);
  await standing.putBack('policy', before);
  t.equal(standing.versionOf('policy'), 1);
  t.equal((await open()).versionOf('policy'), 1);
  await standing.putBack('policy', undefined);
  t.equal(standing.versionOf('policy'), 0);
  t.equal((await open()).versionOf('policy'), 0);
});

t.test('who is let in at the terminal itself: all of the newest order, each by keys of their own', async (t) => {
  const { open, faults } = await place(t.testdir());
  const standing = await open();
  t.strictSame(standing.operators().operators, [], 'nobody, where the fleet has not said');
  const somchai: SiteOperator = {
    ...{ id: 'SOMCHAI-AAAAAAAAAAAAAA', name: 'สมชาย ใจดี', role: 'operator', validUntilMs: null },
    keys: [{ kind: 'security-key', label: 'blue', id: 'AQID', publicKey: 'pQEC' }],
  };
  const malee: SiteOperator = { ...somchai, id: 'MALEE-AAAAAAAAAAAAAAAA', name: 'มาลี', role: 'auditor' };
  const ordered = (version: number, operators: readonly SiteOperator[]) =>
    opened({ kind: 'operators', version, operators });
  t.equal(await codeOf(standing.take(ordered(1, [somchai, malee]), 1)), 'CONFIG_INVALID', 'one key for two people');
  t.equal(await codeOf(standing.take(ordered(1, [somchai, somchai]), 1)), 'CONFIG_INVALID');
  await standing.take(ordered(1, [somchai]), 1);
  const told: JournalPayload[] = [];
  await standing.tell({ append: (payload) => told.push(payload) }, (fault) => t.fail(String(fault)));
  t.strictSame(told, [
    {
      ...{ event: 'settings', what: 'operators 1', before: null },
      after: [{ id: somchai.id, name: 'สมชาย ใจดี', role: 'operator' }],
    },
  ]);
  const next = await open();
  t.strictSame(next.operators(), { operators: [somchai], holding: { version: 1, refused: undefined } });
  await next.take(ordered(2, []), 2);
  t.strictSame((await open()).operators().operators, [], 'and nobody again');
  t.strictSame(faults, []);
});
