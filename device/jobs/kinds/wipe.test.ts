// A wipe: what waits is sent first, the receipt says what could not be, and nothing is destroyed before it is signed.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Broadcast, type JournalPayload, ManualClock, openWipeReceipt } from '../../../protocol/index.ts';
import { ServiceGate } from '../../flows/service-gate.ts';
import { clocked, enrolled, fingerOf, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import { openVault } from '../../vault/index.ts';
import { begin, NOW_MS } from '../fixtures/kind-run.ts';
import type { ServiceEnd } from '../service-end.ts';
import { wipeAtOnce, wipeKind } from './wipe.ts';

const NEVER = new AbortController().signal;

interface Given {
  readonly link?: 'online' | 'waiting';
  /** Where the marker is laid; elsewhere than the stores it cannot be. */
  readonly markIn?: string;
}

async function stageOf(t: Test, { link = 'waiting', markIn }: Given = {}) {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir });
  const clock = new ManualClock(NOW_MS);
  const stores = await openTerminal(dataDir, { vault, clock });
  t.teardown(() => stores[Symbol.asyncDispose]());
  for (let nth = 0; nth < 5; nth += 1) stores.journal.append(clocked());
  const { journal, captures, evidence } = stores;
  const ends: ServiceEnd[] = [];
  const gate = new ServiceGate(() => undefined);
  const presence = { isIdle: true };
  const parts: Parameters<typeof wipeKind>[0] = {
    ...{ dataDir: markIn ?? dataDir, alsoFiles: [], vault, clock, journal, captures, evidence, store: stores.jobs },
    ...{ gate, presence },
    fleet: () => ({ state: { at: link, attempt: 0 } }),
    endService: (how) => void ends.push(how),
  };
  return { dataDir, vault, clock, stores, ends, gate, presence, parts };
}

async function wiping(t: Test, given: Given = {}) {
  const stage = await stageOf(t, given);
  const { dataDir, clock, parts } = stage;
  const told = begin(wipeKind(parts), { kind: 'wipe', reason: 'sold' });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };
  const pass = async (ms: number): Promise<void> => {
    await turns();
    clock.advance(ms);
    await turns();
  };
  const receipt = async () => {
    const { standing: end } = await told.end;
    return await openWipeReceipt(end.state === 'done' ? String(end.answer['receipt']) : '');
  };
  const isMarked = (): boolean => existsSync(join(dataDir, 'wiping.json'));
  return { ...stage, told, pass, receipt, isMarked };
}

t.test('what waits is sent before anything is destroyed, and the receipt counts what could not be', async (t) => {
  const { stores, told, pass, isMarked, vault, ends, receipt } = await wiping(t, { link: 'online' });
  await pass(200);
  t.equal(isMarked(), false, 'entries are still on their way');
  t.ok(told.steps.includes('sending'));
  stores.journal.acknowledge(3);
  await pass(10 * 60_000);
  await pass(1000);
  t.equal(isMarked(), false, 'what came last has its time as well');
  await pass(30_000);
  const { receipt: signed, signedBy } = await receipt();
  t.equal(isMarked(), true);
  t.match(signed, { lastSeq: 5, unsent: 2, unsentCaptures: 0, unsentEvidence: 0 });
  t.equal(signed.journalId, stores.journal.journalId);
  t.equal(signedBy, (await vault.signer('journal')).kid);
  const { next } = await told.end;
  const ended = next?.();
  await pass(200);
  t.strictSame(ends, [], 'the fleet is to hear of it');
  await pass(60_000);
  await ended;
  t.strictSame(ends, ['wiped'], 'but it is not waited for for ever');
});

t.test('off line nothing is waited for; what ends before the marker has destroyed nothing', async (t) => {
  const { told, isMarked, ends, pass } = await wiping(t);
  await pass(1000);
  const { standing: end, next } = await told.end;
  t.equal(end.state, 'done');
  await next?.();
  t.strictSame(ends, ['wiped']);
  t.equal(isMarked(), true);
  const cut = await wiping(t, { link: 'online' });
  await cut.pass(200);
  cut.told.stop.abort(new Error('the power goes'));
  await t.rejects(cut.told.end, /power/);
  t.equal(cut.isMarked(), false);
});

t.test('whoever clocks while entries are sent is counted; once it is counted nobody is served any more', async (t) => {
  const { stores, told, pass, receipt, gate, presence, isMarked } = await wiping(t, { link: 'online' });
  await pass(200);
  t.equal(gate.isOpen, true, 'people clock while entries are on their way');
  stores.journal.append(clocked());
  stores.journal.acknowledge(6);
  presence.isIdle = false;
  await pass(200);
  t.equal(gate.isOpen, false);
  t.match(gate.notice, { en: /out of service/ });
  await pass(1000);
  t.equal(isMarked(), false, 'whoever stood there before is served to the end');
  stores.journal.append(clocked());
  presence.isIdle = true;
  await pass(200);
  await pass(30_000);
  t.match((await receipt()).receipt, { lastSeq: 7, unsent: 1 });
  t.equal(gate.isOpen, false, 'also while the fleet hears of the receipt');
  t.match(await told.end, { standing: { state: 'done' } });
});

t.test('people enrolled here, and evidence, of which nobody else has anything are counted too', async (t) => {
  const { stores, pass, receipt } = await wiping(t);
  const { pseudonym } = stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  stores.journal.append(enrolled(pseudonym));
  stores.enrolmentJournaled(pseudonym);
  stores.evidence.hold('evidence-1', 'sealed for a provider');
  stores.evidence.release('evidence-1');
  await pass(1000);
  t.match((await receipt()).receipt, { unsentCaptures: 1, unsentEvidence: 1, unsent: 6 });
  stores.captures.due(9);
  t.equal(stores.captures.dueCount, 1, 'the same one, named by now');
});

t.test('where it cannot be begun people are served again', async (t) => {
  const { told, pass, gate, ends } = await wiping(t, { markIn: join(t.testdir(), 'is-not-there') });
  const refused = t.rejects(told.end, { code: 'STORE_READ_ONLY' });
  await pass(1000);
  await refused;
  t.equal(gate.isOpen, true);
  t.strictSame(ends, []);
});

t.test(
  'an opened cabinet waits for nobody: what destroys is laid first, the receipt is in the journal, and the service ends',
  async (t) => {
    const { parts, stores, dataDir, vault, ends, gate, presence } = await stageOf(t);
    presence.isIdle = false;
    const record = (payload: JournalPayload): void => {
      t.ok(existsSync(join(dataDir, 'wiping.json')), 'a cut from here on is made good by the next start');
      stores.journal.append(payload);
    };
    await wipeAtOnce(parts, { record, noteFault: (fault) => t.fail(String(fault)) }, NEVER);
    t.strictSame(ends, ['wiped'], 'off line nobody is waited for');
    t.equal(gate.isOpen, false);
    const payload = stores.journal.readNewest(1)[0]?.payload;
    t.match(payload, { event: 'tamper', what: 'erasing', by: 'policy' });
    const { receipt, signedBy } = await openWipeReceipt(payload?.event === 'tamper' ? (payload.receipt ?? '') : '');
    t.match(receipt, { job: 'tamper', lastSeq: 5, unsent: 5 });
    t.equal(signedBy, (await vault.signer('journal')).kid);
  },
);

t.test('an opened cabinet whose disk takes nothing is wiped as soon as it does', async (t) => {
  const markIn = join(t.testdir(), 'is-not-there');
  const { parts, clock, ends, gate } = await stageOf(t, { markIn });
  const faults = new Broadcast<unknown>();
  const nextFault = () => new Promise<unknown>((resolve) => faults.listen(resolve));
  const told: JournalPayload[] = [];
  const atOnce = {
    record: (payload: JournalPayload) => void told.push(payload),
    noteFault: (fault: unknown) => faults.send(fault),
  };
  const first = nextFault();
  const wiped = wipeAtOnce(parts, atOnce, NEVER);
  t.match(await first, { code: 'STORE_READ_ONLY' });
  t.strictSame([ends, told, gate.isOpen], [[], [], false], 'nobody is served meanwhile');
  mkdirSync(markIn);
  clock.advance(30_000);
  await wiped;
  t.equal(existsSync(join(markIn, 'wiping.json')), true);
  t.match([ends, told], [['wiped'], [{ event: 'tamper', what: 'erasing' }]]);
});

t.test('the service may end meanwhile: the next start goes on', async (t) => {
  const { parts, ends } = await stageOf(t, { markIn: join(t.testdir(), 'is-not-there') });
  const stop = new AbortController();
  const noteFault = (): void => stop.abort(new Error('the service ends'));
  await wipeAtOnce(parts, { record: () => t.fail('nothing has begun'), noteFault }, stop.signal);
  t.strictSame(ends, []);
});
