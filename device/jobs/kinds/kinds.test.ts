// What each kind of job does with the parts it acts on, and what it answers where they cannot.
import t from 'tap';
import {
  Broadcast,
  KioskError,
  type KioskEvent,
  ManualClock,
  type Ordered,
  systemClock,
} from '../../../protocol/index.ts';
import { configSchema } from '../../config/schema.ts';
import { ServiceGate } from '../../flows/service-gate.ts';
import { CHECKS, examine, type Finding } from '../../health/checks/index.ts';
import { clocked, openTerminal, tamper } from '../../store/fixtures/terminal.ts';
import { EnrolCall } from '../enrol-call.ts';
import { begin, NOW_MS, standing } from '../fixtures/kind-run.ts';
import { Presence } from '../presence.ts';
import type { ServiceEnd } from '../service-end.ts';
import { lockKinds, stayOutOfUse } from './lock.ts';
import { rebootKind } from './reboot.ts';
import { renewKeysKind } from './renew-keys.ts';
import { setTimeKind } from './set-time.ts';
import { snapshotKind } from './snapshot.ts';

t.test('out of use: the screen says why, and it is kept', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const told: KioskEvent[] = [];
  const gate = new ServiceGate((event) => void told.push(event));
  let cleared = 0;
  let openedMs = NOW_MS + 1;
  const cabinet = {
    clear: async () => {
      cleared += 1;
    },
    mayBeLaterThan: (utcMs: number) => utcMs < openedMs,
  };
  const { lock, unlock } = lockKinds({ store: stores.use, gate, tamper: cabinet });
  t.match(await standing(begin(lock, { kind: 'lock', reason: 'น้ำท่วม' })), { state: 'done' });
  t.equal(gate.isOpen, false);
  t.equal(stores.use.outOfUse, 'น้ำท่วม');
  t.match(told, [{ type: 'closed', message: { th: /งดใช้/, en: /out of use/, doTh: /น้ำท่วม/ } }]);
  await gate.keptFor({ th: 'a', en: 'a', doTh: '', doEn: '' }, async () => t.match(gate.notice, { en: 'a' }));
  t.match(gate.notice, { doEn: /น้ำท่วม/ }, 'a job that is over changes nothing');
  t.match(await standing(begin(unlock, { kind: 'unlock' })), { state: 'rejected', why: 'opened-since' });
  t.strictSame([gate.isOpen, cleared], [false, 0], 'it was signed before the cabinet was opened');
  openedMs = NOW_MS;
  t.match(await standing(begin(unlock, { kind: 'unlock' })), { state: 'done' });
  t.equal(gate.isOpen, true);
  t.equal(stores.use.outOfUse, null);
  t.equal(cleared, 1, 'an opened cabinet was looked at');
});

t.test('where nobody can read any more whether it is out of use, it is; until an officer says otherwise', async (t) => {
  const dataDir = t.testdir();
  const config = configSchema.parse({ data: { dir: dataDir } });
  const storesAs = (): Promise<Finding> => {
    const { stores } = CHECKS;
    if (!stores) throw new Error('the doctor looks at the stores');
    return examine(stores, { config, clock: systemClock, signal: new AbortController().signal });
  };
  {
    await using stores = await openTerminal(dataDir);
    stores.use.setOutOfUse('น้ำท่วม');
  }
  t.match(await storesAs(), { ok: true, detail: /out of use: น้ำท่วม/, remedy: /unlock/ });
  tamper(dataDir, 'jobs.db', 'UPDATE out_of_use SET sealed = zeroblob(64)');
  t.match(await storesAs(), { ok: false, detail: /out of use/, remedy: /unlock/ });
  const faults: unknown[] = [];
  const gate = new ServiceGate(() => undefined);
  {
    await using stores = await openTerminal(dataDir);
    const cabinet = { clear: async () => undefined, mayBeLaterThan: () => false };
    const parts = { store: stores.use, gate, tamper: cabinet, noteFault: (fault: unknown) => void faults.push(fault) };
    stayOutOfUse(parts);
    t.equal(gate.isOpen, false);
    t.match(faults, [{ code: 'SEAL_BROKEN' }]);
    t.match(await standing(begin(lockKinds(parts).unlock, { kind: 'unlock' })), { state: 'done' });
    t.equal(gate.isOpen, true);
    stayOutOfUse(parts);
    t.equal(gate.isOpen, true);
  }
  t.match(await storesAs(), { ok: true, remedy: null });
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

t.test('whoever works at the terminal is there as long as they do, and for a quarter of an hour at most', async (t) => {
  const clock = new ManualClock();
  const gate = new ServiceGate(() => undefined);
  using presence = new Presence({ events: new Broadcast<KioskEvent>(), gate, clock });
  const is = () => [presence.isIdle, presence.isQuiet];
  const message = { th: '', en: '', doTh: '', doEn: '' };
  const begun = () => {
    let end = (): void => undefined;
    const over = gate.keptFor(
      message,
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    return async () => {
      end();
      await over;
    };
  };
  const [endTrying, endLooking] = [begun(), begun()];
  clock.advance(20_000);
  t.strictSame(is(), [false, false]);
  await endTrying();
  t.strictSame(is(), [false, false], 'they look through the camera yet');
  await endLooking();
  t.strictSame(is(), [true, false]);
  clock.advance(3000);
  t.strictSame(is(), [true, true]);
  const open = gate.keep(message);
  t.strictSame(is(), [true, true], 'a job that keeps people away is nobody');
  open();
  const endHanging = begun();
  clock.advance(15 * 60_000 - 1);
  t.strictSame(is(), [false, false]);
  clock.advance(1);
  t.strictSame(is(), [true, true], 'what hangs keeps no order waiting');
  await endHanging();
  t.strictSame(is(), [true, true]);
});

t.test('a person is there from the touch to some seconds after the answer', async (t) => {
  const clock = new ManualClock();
  const events = new Broadcast<KioskEvent>();
  using presence = new Presence({ events, gate: new ServiceGate(() => undefined), clock });
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
  events.send({
    type: 'answer',
    ...answer,
    hasPhoto: false,
    direction: 'in',
    repeated: false,
    atMs: 0,
    ms: 1,
    message,
  });
  t.strictSame(is(), [true, false]);
  clock.advance(2999);
  t.strictSame(is(), [true, false]);
  clock.advance(1);
  t.strictSame(is(), [true, true]);
  events.send({ type: 'claim-asked', forMs: 2000, message });
  t.strictSame(is(), [true, false], 'whoever waits for the fleet');
  clock.advance(3000);
  t.strictSame(is(), [true, true]);
  events.send({ type: 'claim', by: 'number', ways: ['finger'], forMs: 1, message });
  t.strictSame(is(), [false, false]);
  events.send({ type: 'claim-over' });
  events.send({ type: 'enrol', step: 'place', finger: null, impression: 1, reason: null, light: 'ready', message });
  t.strictSame(is(), [false, false]);
  for (const type of ['ready', 'closed'] as const) {
    events.send(type === 'ready' ? { type } : { type, message: null });
    t.strictSame(is(), [false, false], 'what else happens ends it for nobody');
  }
  events.send({ type: 'enrol', step: 'left', finger: null, impression: null, reason: null, light: 'off', message });
  t.strictSame(is(), [true, false], 'an enrolment that was broken off says so');
});

t.test('new keys: told how many rows have them, and where the service ends meanwhile that it goes on', async (t) => {
  await using stores = await openTerminal(t.testdir());
  stores.journal.append(clocked('somebody'));
  const kind = renewKeysKind({ stores });
  t.match(await standing(begin(kind, { kind: 'renew-keys' })), {
    ...{ state: 'done', answer: { resealed: 1, unreadable: 0 } },
  });
  t.match(kind.afterRestart?.({ kind: 'renew-keys' }, { isSameBoot: true }), { state: 'failed', code: 'interrupted' });
});
