// What a terminal forgets of somebody who has asked for it: as far as classes let go, once the fleet has it, with a receipt.
import t, { type Test } from 'tap';
import { type JournalPayload, ManualClock, type Ordered, openErasureReceipt } from '../../../protocol/index.ts';
import { retiredAt } from '../../kiosk/retention.ts';
import { clocked, enrolled, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import { openVault } from '../../vault/index.ts';
import { begin, NOW_MS } from '../fixtures/kind-run.ts';
import { eraseKind } from './erase.ts';

const DAYS = { access: 365, activity: 90, transaction: 90, security: 365 };
const FLEET_NAME = 'AAAAAAAAAAAAAAAAAAAAAA';
const asked = (subject: string): JournalPayload => ({
  ...{ event: 'data-request', request: 'erasure', reference: 'R-7K2M-9QXD', tie: 'finger', subject },
  ...{ person: FLEET_NAME, visit: null, dueMs: NOW_MS },
});
const ordered = (more: Partial<Extract<Ordered, { kind: 'erase' }>> = {}): Ordered => ({
  ...{ kind: 'erase', request: 'R-7K2M-9QXD', names: [FLEET_NAME], keep: [] },
  ...more,
});

async function stageOf(t: Test) {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir });
  const clock = new ManualClock(NOW_MS);
  const stores = await openTerminal(dataDir, { vault, clock, clockState: () => 'synced' });
  t.teardown(() => stores[Symbol.asyncDispose]());
  const { journal } = stores;
  for (const payload of [
    enrolled('theirs'),
    clocked('theirs'),
    clocked('somebody'),
    clocked(),
    { ...clocked(), claimed: 'theirs' } as JournalPayload,
    asked('theirs'),
  ])
    journal.append(payload);
  const kind = eraseKind({ stores, vault, clock, retiredAt: (of, agedMs) => retiredAt(agedMs, DAYS[of]) });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };
  const pass = async (ms: number): Promise<void> => {
    await turns();
    clock.advance(ms);
    await turns();
  };
  const erasing = async (what = ordered()) => {
    const { end, steps } = begin(kind, what);
    const receipt = async () => {
      const { standing } = await end;
      return await openErasureReceipt(standing.state === 'done' ? String(standing.answer['receipt']) : '');
    };
    return { steps, end, receipt };
  };
  const telling = (): readonly number[] =>
    journal.read(1, 6).flatMap(({ seq, payload }) => (payload === null ? [] : [seq]));
  return { stores, journal, vault, pass, erasing, telling };
}

t.test(
  'their entries tell nothing any more, what is kept is counted until when, and a receipt is signed',
  async (t) => {
    const { journal, vault, erasing, telling } = await stageOf(t);
    journal.acknowledge(6);
    const { receipt } = await erasing();
    const { receipt: signed, signedBy } = await receipt();
    t.equal(signedBy, (await vault.signer('journal')).kid);
    t.match(signed, { request: 'R-7K2M-9QXD', journalId: journal.journalId, upToSeq: 6, erased: 3 });
    t.strictSame(signed.kept, [{ class: 'security', entries: 1, untilMs: retiredAt(NOW_MS, 365) }]);
    t.strictSame(
      telling(),
      [3, 4, 6],
      'what the terminal alone knew to be theirs is among it; what is of others stays',
    );
    t.match(journal.readNewest(1), [{ payload: { event: 'erased', seqs: [1, 2, 5], why: /R-7K2M-9QXD/ } }]);
    t.match(await journal.verify(), { intact: true, erased: 3 });
    journal.acknowledge(journal.lastSeq);
    const { receipt: again } = await (await erasing()).receipt();
    t.match(again, { erased: 0, kept: [{ entries: 1 }] }, 'ordered again it is the same');
  },
);

t.test('what another law wants kept stays until its retention ends', async (t) => {
  const { journal, erasing, telling } = await stageOf(t);
  journal.acknowledge(6);
  const { receipt } = await (
    await erasing(ordered({ keep: ['transaction'], names: [FLEET_NAME, 'theirs'] }))
  ).receipt();
  t.match(receipt, { erased: 0, kept: [{ class: 'transaction', entries: 3 }, { class: 'security' }] });
  t.equal(telling().length, 6);
});

t.test('nothing goes before the fleet has it, nor while they are here still', async (t) => {
  const { journal, stores, pass, erasing, telling } = await stageOf(t);
  stores.people.add({ ...somchai, pseudonym: 'theirs' });
  const first = await erasing(ordered({ names: ['theirs'] }));
  await pass(300_000);
  t.match(await first.end, { standing: { state: 'failed', code: 'still-here' } });
  stores.removePerson(somchai.code);
  const second = await erasing();
  await pass(300_000);
  t.match(await second.end, { standing: { state: 'failed', code: 'unsent' } });
  t.equal(telling().length, 6);
  const third = await erasing();
  await pass(200);
  t.strictSame(third.steps, ['removal', 'sending'], 'it waits for the fleet');
  journal.acknowledge(6);
  await pass(200);
  t.match((await third.receipt()).receipt, { erased: 3 });
});
