// What each kind of job does with the parts it acts on, and what it answers where they cannot.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { until } from '../../../cloud-bridge/fixtures/until.ts';
import {
  Broadcast,
  KioskError,
  type KioskEvent,
  ManualClock,
  type Ordered,
  openWipeReceipt,
} from '../../../protocol/index.ts';
import { ServiceGate } from '../../flows/service-gate.ts';
import { StandingOrders } from '../../standing/index.ts';
import { clocked, openTerminal } from '../../store/fixtures/terminal.ts';
import { openFileVault } from '../../vault/index.ts';
import { EnrolCall } from '../enrol-call.ts';
import { orderOf } from '../fixtures/job-stage.ts';
import type { JobEnd, JobKind, JobRun } from '../job-kind.ts';
import { Presence } from '../presence.ts';
import type { ServiceEnd } from '../service-end.ts';
import { lockKinds } from './lock.ts';
import { rebootKind } from './reboot.ts';
import { setTimeKind } from './set-time.ts';
import { snapshotKind } from './snapshot.ts';
import { standingKinds } from './standing.ts';
import { wipeKind } from './wipe.ts';

const NOW_MS = Date.UTC(2026, 10, 2, 1);

interface Told {
  readonly end: Promise<JobEnd>;
  readonly steps: string[];
  readonly stop: AbortController;
}

function begin(kind: JobKind | undefined, what: Ordered, more: Partial<JobRun> = {}): Told {
  const { order, orderedBy, approvedBy } = orderOf(what, { atMs: NOW_MS });
  const steps: string[] = [];
  const stop = new AbortController();
  const run = {
    ...{ order, orderedBy, approvedBy },
    waitedMs: 0,
    tell: (step: string) => void steps.push(step),
    signal: stop.signal,
    ...more,
  };
  if (!kind) throw new Error('there is no such kind');
  return { end: kind.carryOut(run), steps, stop };
}

const standing = async (told: Told): Promise<JobEnd['standing']> => (await told.end).standing;

t.test('out of use: the screen says why, and it is kept', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const told: KioskEvent[] = [];
  const gate = new ServiceGate((event) => void told.push(event));
  const { lock, unlock } = lockKinds({ store: stores.jobs, gate });
  t.match(await standing(begin(lock, { kind: 'lock', reason: 'น้ำท่วม' })), { state: 'done' });
  t.equal(gate.isOpen, false);
  t.equal(stores.jobs.outOfUse, 'น้ำท่วม');
  t.match(told, [{ type: 'closed', message: { th: /งดใช้/, en: /out of use/, doTh: /น้ำท่วม/ } }]);
  await gate.keptFor({ th: 'a', en: 'a', doTh: '', doEn: '' }, async () => t.match(gate.notice, { en: 'a' }));
  t.match(gate.notice, { doEn: /น้ำท่วม/ }, 'a job that is over changes nothing');
  t.match(await standing(begin(unlock, { kind: 'unlock' })), { state: 'done' });
  t.equal(gate.isOpen, true);
  t.equal(stores.jobs.outOfUse, null);
});

t.test(
  'the clock is set with what has passed since the order came, unless something keeps it or the journal is ahead',
  async (t) => {
    await using stores = await openTerminal(t.testdir(), { clock: new ManualClock(NOW_MS) });
    stores.journal.append(clocked());
    const set: number[] = [];
    let isKept = false;
    let isVouched = false;
    const kind = setTimeKind({
      machine: { setTime: async (utcMs) => void set.push(utcMs) },
      journal: stores.journal,
      isKept: () => isKept,
      noteSet: () => {
        isVouched = true;
      },
    });
    const at = (utcMs: number, waitedMs = 0) => standing(begin(kind, { kind: 'set-time', utcMs }, { waitedMs }));
    t.match(await at(NOW_MS - 1), { state: 'rejected', why: 'bad-value', detail: /2026-11-02T01/ });
    t.equal(isVouched, false);
    t.match(await at(NOW_MS + 5000, 700), { state: 'done' });
    t.strictSame(set, [NOW_MS + 5700]);
    t.equal(isVouched, true);
    isKept = true;
    t.match(await at(NOW_MS + 9000), { state: 'failed', code: 'kept' });
    t.equal(set.length, 1);
  },
);

t.test('the service ends in order; a machine that may not be started anew says so', async (t) => {
  const ends: ServiceEnd[] = [];
  const machine = {
    reboot: async (): Promise<void> => {
      throw new KioskError('MACHINE_REFUSED', { what: 'reboot', why: 'Access denied' });
    },
  };
  const kind = rebootKind({ machine, endService: (how) => void ends.push(how) });
  const told = begin(kind, { kind: 'reboot', what: 'service' });
  await new Promise(setImmediate);
  t.strictSame(ends, ['again']);
  t.strictSame(told.steps, ['stopping']);
  told.stop.abort(new Error('the service ends'));
  await t.rejects(told.end, /the service ends/);
  await t.rejects(begin(kind, { kind: 'reboot', what: 'machine' }).end, { code: 'MACHINE_REFUSED' });
  t.equal(ends.length, 1);
  const after = (what: 'service' | 'machine', isSameBoot: boolean) =>
    kind.afterRestart?.({ kind: 'reboot', what }, { isSameBoot })?.state;
  t.strictSame([after('service', true), after('machine', false), after('machine', true)], ['done', 'done', 'failed']);
});

t.test('no camera, or one that somebody is before, is told; nobody is seen without notice', async (t) => {
  const notices: number[] = [];
  const noticing = async <T>(_message: unknown, forMs: number, work: () => Promise<T>): Promise<T> => {
    notices.push(forMs);
    return await work();
  };
  const what: Ordered = { kind: 'snapshot', reason: 'x' };
  t.match(await standing(begin(snapshotKind({ camera: undefined, noticing }), what)), {
    state: 'failed',
    code: 'no-camera',
  });
  t.equal(notices.length, 0);
  const busy = { lend: async () => undefined };
  t.match(await standing(begin(snapshotKind({ camera: busy, noticing }), what)), {
    state: 'failed',
    code: 'camera-busy',
  });
  t.equal(notices.length, 1);
});

async function wiping(t: Test, link: 'online' | 'waiting') {
  const dataDir = t.testdir();
  const vault = await openFileVault({ dataDir });
  const clock = new ManualClock(NOW_MS);
  const stores = await openTerminal(dataDir, { vault, clock });
  t.teardown(() => stores[Symbol.asyncDispose]());
  for (let nth = 0; nth < 5; nth += 1) stores.journal.append(clocked());
  const ends: ServiceEnd[] = [];
  const told = begin(
    wipeKind({
      ...{ dataDir, alsoFiles: [], vault, clock, journal: stores.journal, store: stores.jobs },
      fleet: () => ({ state: { at: link, attempt: 0 } }),
      endService: (how) => void ends.push(how),
    }),
    { kind: 'wipe', reason: 'sold' },
  );
  const pass = async (ms: number): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };
  return { dataDir, vault, stores, ends, told, pass, isMarked: () => existsSync(join(dataDir, 'wiping.json')) };
}

t.test('what waits is sent before anything is destroyed, and the receipt counts what could not be', async (t) => {
  const { stores, told, pass, isMarked, vault, ends } = await wiping(t, 'online');
  await pass(200);
  t.equal(isMarked(), false, 'entries are still on their way');
  t.ok(told.steps.includes('sending'));
  stores.journal.acknowledge(3);
  await pass(10 * 60_000);
  const { standing: end, next } = await told.end;
  t.equal(isMarked(), true);
  const { receipt, signedBy } = await openWipeReceipt(end.state === 'done' ? String(end.answer['receipt']) : '');
  t.match(receipt, { lastSeq: 5, unsent: 2, journalId: stores.journal.journalId });
  t.equal(signedBy, (await vault.signer('journal')).kid);
  const ended = next?.();
  await pass(200);
  t.strictSame(ends, [], 'the fleet is to hear of it');
  await pass(60_000);
  await ended;
  t.strictSame(ends, ['wiped'], 'but it is not waited for for ever');
});

t.test('off line nothing is waited for; what ends before the marker has destroyed nothing', async (t) => {
  const { told, isMarked, ends } = await wiping(t, 'waiting');
  const { standing: end, next } = await told.end;
  t.equal(end.state, 'done');
  await next?.();
  t.strictSame(ends, ['wiped']);
  t.equal(isMarked(), true);
  const cut = await wiping(t, 'online');
  await cut.pass(200);
  cut.told.stop.abort(new Error('the power goes'));
  await t.rejects(cut.told.end, /power/);
  t.equal(cut.isMarked(), false);
});

t.test('somebody is called, and begins by the button; nobody who comes is no fault', async (t) => {
  const told: KioskEvent[] = [];
  const call = new EnrolCall((event) => void told.push(event));
  const message = { th: 'เชิญ', en: 'please', doTh: '', doEn: '' };
  t.equal(call.begin(), false, 'nobody is called');
  const called = call.wait(message, 60_000, new AbortController().signal);
  t.strictSame(call.message, message);
  t.equal(call.begin(), true);
  t.equal(await called, true);
  t.equal(await call.wait(message, 1, new AbortController().signal), false);
  t.equal(call.message, null);
  t.strictSame(
    told.map(({ type }) => type),
    ['enrol-call', 'enrol-call-over', 'enrol-call', 'enrol-call-over'],
  );
});

t.test('a person is there from the touch to some seconds after the answer', async (t) => {
  const clock = new ManualClock();
  const events = new Broadcast<KioskEvent>();
  using presence = new Presence(events, clock);
  const is = () => [presence.isIdle, presence.isQuiet];
  const message = { th: '', en: '', doTh: '', doEn: '' };
  t.strictSame(is(), [true, true]);
  events.send({ type: 'touch', visit: 1 });
  clock.advance(10_000);
  t.strictSame(is(), [false, false]);
  const answer = {
    visit: 1,
    accepted: true,
    light: 'accepted',
    reason: 'accepted',
    nameTh: null,
    nameEn: null,
  } as const;
  events.send({ type: 'answer', ...answer, direction: 'in', repeated: false, atMs: 0, ms: 1, message });
  t.strictSame(is(), [true, false]);
  clock.advance(2999);
  t.strictSame(is(), [true, false]);
  clock.advance(1);
  t.strictSame(is(), [true, true]);
  events.send({ type: 'claim', by: 'number', ways: ['finger'], forMs: 1, message });
  t.strictSame(is(), [false, false]);
  events.send({ type: 'claim-over' });
  events.send({ type: 'enrol', step: 'place', finger: null, impression: 1, message });
  t.strictSame(is(), [false, false]);
  events.send({ type: 'ready' });
  t.strictSame(is(), [true, false], 'an enrolment that was broken off is over once a finger is waited for again');
});

t.test('what lasts is kept before the service begins anew, and an older or a wrong one changes nothing', async (t) => {
  const dataDir = t.testdir();
  await using stores = await openTerminal(dataDir);
  const clock = new ManualClock(NOW_MS);
  const vault = await openFileVault({ dataDir });
  const open = () => StandingOrders.open({ dataDir, vault }, (fault) => t.fail(fault.message));
  const held = await open();
  const ends: string[] = [];
  const kinds = standingKinds({
    ...{ standing: held, clock, journal: stores.journal },
    endService: (how) => void ends.push(how),
  });
  const ordered = (version: number, fmr: number): Ordered => ({
    ...{ kind: 'policy', version, values: { 'verification.fmr': fmr } },
  });
  const taken = begin(kinds.policy, ordered(2, 1e-5));
  await until('the service is told to end', () => ends.length === 1);
  t.equal((await open()).policy((fault) => t.fail(fault.message)).verification.fmr, 1e-5, 'what begins anew has it');
  taken.stop.abort(new Error('the service ends'));
  await t.rejects(taken.end, /the service ends/);
  t.match(stores.journal.readNewest(1), [
    { payload: { event: 'settings', what: 'policy 2', before: null, after: { 'verification.fmr': 1e-5 } } },
  ]);
  const { afterRestart } = kinds.policy ?? {};
  t.match(afterRestart?.(ordered(2, 1e-5), { isSameBoot: true }), { state: 'done' });
  t.match(afterRestart?.(ordered(3, 1e-5), { isSameBoot: true }), { state: 'failed', code: 'interrupted' });
  t.match(await standing(begin(kinds.policy, ordered(2, 1e-3))), { state: 'rejected', why: 'old-version' });
  t.match(await standing(begin(kinds.policy, ordered(3, 0.5))), {
    ...{ state: 'rejected', why: 'bad-value', detail: /verification\.fmr/ },
  });
  t.match(await standing(begin(kinds.settings, { kind: 'settings', version: 1, values: { 'fleet.url': 'x' } })), {
    ...{ state: 'rejected', why: 'bad-value', detail: /cannot be set from afar/ },
  });
  t.strictSame(ends, ['again']);
});
