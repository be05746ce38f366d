// Orders at a whole virtual terminal, over a real broker: from the officer's signature to what whoever stands there notices, and back.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Mosquitto, noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { keptLog } from '../cloud-bridge/fixtures/surroundings.ts';
import {
  FleetKeys,
  openSqliteRegister,
  SqliteFleetStore,
  startDelivery,
  startIngest,
} from '../cloud-bridge/fleet/index.ts';
import { JOB_ANSWERS, type KioskEvent, openWipeReceipt, systemClock } from '../protocol/index.ts';
import { BenchClock } from './bench/bench-clock.ts';
import { type Officers, officersAt } from './fixtures/officers.ts';
import { openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { ClockAnswer } from './flows/clock/clock-answer.ts';
import { finishWipe } from './vault/index.ts';

const never = new AbortController().signal;
const ADDRESS = { site: 'site', terminal: 'terminal' };
const NAME = `${ADDRESS.site}.${ADDRESS.terminal}`;

async function fleetAt(t: Test, url: string, clock: BenchClock) {
  const folder = t.testdir();
  const file = join(folder, 'fleet.db');
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const officers = await officersAt({ url, folder, address: ADDRESS, nowMs: () => clock.nowMs() });
  const store = await SqliteFleetStore.open(file);
  const register = await openSqliteRegister(file, systemClock);
  const ingest = startIngest({ url, store, keys, clock: systemClock, log: keptLog() }, never);
  const keyOf = (terminal: string): Promise<string | null> => store.pinnedKey(terminal);
  const { operator } = officers;
  const delivery = startDelivery(
    { url, register, keys: operator, keyOf, places: async () => [ADDRESS], clock: systemClock, log: keptLog() },
    never,
  );
  t.teardown(async () => {
    for (const part of [delivery, ingest, register, store, officers]) await part[Symbol.asyncDispose]();
  });
  const access = { url, trust: { keys: [...keys.publicJwks().keys, ...officers.publicKeys] } };
  const prove = async (): Promise<void> => {
    await delivery.refresh();
    await until('it is proven', async () => (await register.deliveries.of(NAME))?.isProven === true);
  };
  return { officers, register, access, prove, store };
}

/** Where nothing keeps this machine's time, only an officer can vouch for it. */
async function vouchForTime(t: Test, officers: Officers, { kiosk, clock }: Terminal): Promise<void> {
  const isKept = kiosk.clockWatch.state === 'synced';
  const toMs = Math.round(clock.nowMs()) + 300_000;
  const lock = isKept ? undefined : await officers.order({ kind: 'lock', reason: 'the clock' });
  if (lock) await until('it waits for the clock', () => JSON.stringify(officers.standing(lock)).includes('"clock"'));
  if (lock) await officers.over(await officers.order({ kind: 'cancel', order: lock }));
  const set = await officers.over(await officers.order({ kind: 'set-time', utcMs: toMs }));
  if (isKept) return void t.match(set, { state: 'failed', code: 'kept' });
  t.match(set, { state: 'done' });
  t.ok(Math.abs(clock.nowMs() - toMs) < 60_000, 'the clock shows what was ordered');
  const back = await officers.over(await officers.order({ kind: 'set-time', utcMs: 1 }));
  t.match(back, { state: 'rejected', why: 'bad-value' }, 'never before what the journal has seen');
}

const jobsIn = ({ kiosk }: Terminal) =>
  kiosk.stores.journal.readNewest(200).flatMap(({ payload }) => (payload?.event === 'job' ? [payload] : []));

/** As a person would: again, where the first touch was none to be known by. */
async function clocks(terminal: Terminal, finger: number): Promise<ClockAnswer> {
  let answer = await terminal.touch(print(finger, 4));
  for (const impression of [5, 6, 7]) if (!answer.accepted) answer = await terminal.touch(print(finger, impression));
  return answer;
}

/** Does what the screen says, with this finger. */
function obey({ kiosk, module }: Terminal, finger: number): () => void {
  let nth = 0;
  return kiosk.events.listen((event: KioskEvent) => {
    if (event.type !== 'enrol') return;
    if (event.step === 'place' || event.step === 'verify') {
      module.present(print(finger, nth));
      nth += 1;
    } else module.lift();
  });
}

t.test(
  'out of use and back, a self-test, a diagnosis, an enrolment from afar, a picture, a start anew',
  { skip: noMosquitto },
  async (t) => {
    await using broker = await Mosquitto.start();
    const clock = new BenchClock();
    const { officers, register, access, prove } = await fleetAt(t, broker.url, clock);
    const dataDir = t.testdir({});
    const open = () => openTerminal({ dataDir, clock, fleet: access, address: ADDRESS, walkUp: { profiles: [] } });
    let reboot = '';
    {
      await using terminal = await open();
      const { kiosk } = terminal;
      await vouchForTime(t, officers, terminal);

      const somchai = await register.people.add({ code: '0000012345', nameTh: 'สมชาย น้ำใจงาม' });
      const stranger = await officers.over(
        await officers.order({ kind: 'enrol', person: somchai.id, fingers: [], again: false }),
      );
      t.match(stranger, { state: 'rejected', why: 'not-here' });
      await register.grants.add(
        { to: { kind: 'everyone', name: '' }, at: { kind: 'terminal', name: NAME } },
        'manager',
      );
      await prove();

      const told: KioskEvent[] = [];
      kiosk.events.listen((event) => told.push(event));
      const enrolIt = async (again: boolean, finger: number) => {
        const id = await officers.order({ kind: 'enrol', person: somchai.id, fingers: ['right-index'], again });
        await until('they are called', () => kiosk.enrolCall.message !== null);
        t.match(kiosk.enrolCall.message, { th: /สมชาย น้ำใจงาม/ });
        const stop = obey(terminal, finger);
        t.ok(kiosk.enrolCall.begin());
        const end = await officers.over(id);
        stop();
        terminal.module.lift();
        return end;
      };
      const enrolled = await enrolIt(false, 1);
      t.equal(enrolled.state, 'done', JSON.stringify(enrolled));
      t.match(enrolled, { answer: { fingers: [{ finger: 'right-index', impressions: 3 }] } });
      t.match(await clocks(terminal, 1), { accepted: true, person: { code: '0000012345' } });
      await until('the fleet has the finger', async () => (await register.templates.of(somchai.id)).length === 1);
      await prove();
      t.match(await enrolIt(true, 2), { state: 'done' }, 'enrolled anew');
      t.match(await terminal.touch(print(1, 6)), { accepted: false }, 'the old finger is nobody’s');
      t.match(await clocks(terminal, 2), { accepted: true, person: { code: '0000012345' } });

      const diagnosed = await officers.over(await officers.order({ kind: 'diagnose', person: somchai.id }));
      t.match(diagnosed, { state: 'done' });
      const answer = JOB_ANSWERS.diagnose.parse(diagnosed.state === 'done' ? diagnosed.answer : {});
      t.match(answer, {
        known: true,
        right: null,
        usable: true,
        sensor: { ok: true },
        fingers: [{ finger: 'right-index' }],
      });
      t.match(answer.lastAttempts[0], { whose: 'person', outcome: 'accepted' }, 'the latest first');
      t.ok(answer.lastAttempts.some(({ whose, outcome }) => whose === 'unknown' && outcome === 'refused'));

      const call = await officers.order({ kind: 'enrol', person: somchai.id, fingers: [], again: true });
      await until('they are called', () => kiosk.enrolCall.message !== null);
      const beside = await officers.over(await officers.order({ kind: 'diagnose', person: somchai.id }));
      t.match(beside, { state: 'done' }, 'beside the call');
      const lock = await officers.order({ kind: 'lock', reason: 'น้ำท่วม' });
      t.match(await officers.over(lock), { state: 'done' });
      t.match(await officers.over(call), { state: 'cancelled', detail: /"lock"/ });
      t.equal(kiosk.enrolCall.message, null);
      t.match(
        told.findLast(({ type }) => type === 'closed'),
        { message: { doTh: /น้ำท่วม/, doEn: /น้ำท่วม/ } },
      );
      const { lastSeq } = kiosk.stores.journal;
      terminal.module.present(print(2, 6));
      await t.rejects(kiosk.claims.byNumber('0000012345'), { code: 'DESK_CLOSED' });
      const test = await officers.over(await officers.order({ kind: 'self-test' }));
      const { checks } = JOB_ANSWERS['self-test'].parse(test.state === 'done' ? test.answer : {});
      const named = (name: string) => checks.find((check) => check.name === name);
      for (const name of ['disk', 'keys', 'stores', 'sensor', 'light', 'camera', 'engine', 'broker'])
        t.match(named(name), { ok: true }, `${name}: ${named(name)?.detail}`);
      t.match(named('sensor'), { detail: /something on its glass/ }, 'the finger that lies there is seen');
      t.notOk(
        kiosk.stores.journal.read(lastSeq + 1, 99).some(({ payload }) => payload?.event === 'clock'),
        'nobody is served meanwhile',
      );
      terminal.module.lift();

      reboot = await officers.order({ kind: 'reboot', what: 'service' });
      t.equal(await terminal.served, 'again');
    }
    await using terminal = await open();
    const { kiosk } = terminal;
    t.match(await officers.over(reboot), { state: 'done' }, 'the next run is there');
    t.equal(kiosk.gate.isOpen, false, 'out of use outlives a restart');
    await vouchForTime(t, officers, terminal);
    t.match(await officers.over(await officers.order({ kind: 'unlock' })), { state: 'done' });
    t.match(await clocks(terminal, 2), { accepted: true });
    const snapshot = await officers.over(await officers.order({ kind: 'snapshot', reason: 'to see' }));
    t.equal(snapshot.state, 'done', JSON.stringify(snapshot).slice(0, 300));
    const { jpeg } = JOB_ANSWERS.snapshot.parse(snapshot.state === 'done' ? snapshot.answer : {});
    t.strictSame([...Buffer.from(jpeg, 'base64').subarray(0, 2)], [0xff, 0xd8]);
    const machine = await officers.over(await officers.order({ kind: 'reboot', what: 'machine' }));
    t.match(machine, { state: 'failed', code: 'MACHINE_REFUSED' });
    const entries = jobsIn(terminal);
    for (const [kind, state] of [
      ['enrol', 'done'],
      ['lock', 'done'],
      ['self-test', 'done'],
      ['reboot', 'running'],
      ['reboot', 'done'],
      ['snapshot', 'done'],
    ])
      t.ok(
        entries.some((entry) => entry.kind === kind && entry.state === state),
        `${kind} ${state}`,
      );
    t.notMatch(JSON.stringify(entries), /jpeg|สมชาย/);
  },
);

t.test(
  'wiped: what waited is sent, a receipt is left, nothing is kept, and the next start begins empty',
  { skip: noMosquitto },
  async (t) => {
    await using broker = await Mosquitto.start();
    const clock = new BenchClock();
    const { officers, access, store } = await fleetAt(t, broker.url, clock);
    const dataDir = t.testdir({});
    const open = () => openTerminal({ dataDir, clock, fleet: access, address: ADDRESS });
    let key = '';
    {
      await using terminal = await open();
      await vouchForTime(t, officers, terminal);
      key = (await terminal.kiosk.vault.signer('journal')).kid;
      const wipe = await officers.order({ kind: 'wipe', reason: 'sold' });
      const standing = await officers.over(wipe);
      t.match(standing, { state: 'done' });
      const answer = JOB_ANSWERS.wipe.parse(standing.state === 'done' ? standing.answer : {});
      const { receipt, signedBy } = await openWipeReceipt(answer.receipt);
      const { journalId } = terminal.kiosk.stores.journal;
      t.match(receipt, { job: wipe, journalId, unsent: 0 });
      t.equal(signedBy, key);
      t.equal(await terminal.served, 'wiped');
      const [told] = (await store.terminals()).filter((row) => row.journalId === journalId);
      t.ok((told?.contiguousSeq ?? 0) >= receipt.lastSeq, 'the fleet has the whole journal');
    }
    t.equal(await finishWipe(dataDir), true);
    t.strictSame(
      readdirSync(dataDir).filter((name) => /\.(db|key|json)/.test(name)),
      [],
    );
    await using terminal = await open();
    const { stores, vault } = terminal.kiosk;
    t.equal(stores.people.count, 0);
    t.not((await vault.signer('journal')).kid, key);
    t.strictSame(stores.jobs.untold(9), []);
  },
);
