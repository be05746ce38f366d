// An officer grants that somebody be forgotten: whose entries go from the fleet's store, and what is asked of which terminals.
import t, { type Test } from 'tap';
import { type JournalPayload, journalPayloadSchema } from '../../../protocol/index.ts';
import { asked } from '../../fixtures/requests-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { staffed } from '../../fixtures/staffed-fleet.ts';
import { clocked, enrolled, sendTo } from '../attendance/fixtures/clock-entries.ts';

const SOMCHAI = 'สมชาย น้ำใจงาม';

const proved = (subject: string, reference: string): JournalPayload =>
  journalPayloadSchema.parse({
    ...{ event: 'prove', outcome: 'proved', reason: null, subject, reference, profile: null },
    ...{ method: 'non_face_to_face', evidenceType: 'national-id-card', evidenceId: null, consent: null },
    ...{ cardStatus: 'good', quality: null, complaints: [], score: null, falseMatchRate: null, threshold: null },
    ...{ match: null, liveness: { result: 'live', model: 'm', version: '1' }, challenge: null, failures: 0 },
    ...{ siteClass: 'staffed', tamper: 'closed', policyVersion: '1', captureStartMs: 1, decisionMs: 2, stages: {} },
  });

async function opened(t: Test) {
  const fleet = await staffed(t, manager);
  const { as, jsonAs, boss, openStore } = fleet;
  const grant = (reference: string, ...more: string[]) =>
    as(boss, 'requests', 'grant', reference, '--reason', 'PDPA s. 33', ...more);
  const add = ['people', 'add', '--code', '0000012345', '--name-th'];
  const remove = () => as(boss, 'people', 'remove', '0000012345', '--reason', 'left');
  await as(boss, ...add, 'คนก่อน');
  const [before] = (await jsonAs(boss, 'people', 'list')).people;
  await remove();
  await as(boss, ...add, SOMCHAI);
  const [somchai] = (await jsonAs(boss, 'people', 'list')).people;
  {
    await using store = await openStore();
    const recorded = [
      enrolled('2024-11-04 08:00', { subject: 'p-before', code: '0000012345' }),
      clocked('in 2024-11-04 08:10', { subject: 'p-before', person: before.id }),
      clocked('in 2126-11-04 08:10', { subject: 'p-somchai', person: somchai.id }),
      enrolled('2126-11-05 08:00', { subject: 'p-again', code: '0000012345' }),
      clocked('in 2126-11-06 08:10', { subject: null, outcome: 'refused', claimed: 'p-again' }),
      asked(3, 'R-1111-1111', { request: 'erasure', tie: 'finger', subject: 'p-somchai', person: somchai.id }),
      asked(3, 'R-2222-2222', { request: 'access', tie: 'finger', subject: 'p-somchai', person: somchai.id }),
      asked(3, 'R-3333-3333', { request: 'erasure', tie: 'visit', visit: '7K2M-9QXD' }),
      asked(3, 'R-4444-4444', { request: 'withdrawal' }),
      { utcMs: 1, payload: proved('of-one-visit', '7K2M-9QXD') },
      { utcMs: 1, payload: proved('of-another-visit', '0000-0000') },
    ];
    await sendTo(store, { terminal: 'gate-17', recorded });
    await sendTo(store, { terminal: 'gate-18', recorded: [clocked('in 2024-11-07 08:00', { subject: 'p-else' })] });
  }
  const telling = async (): Promise<readonly number[]> => {
    await using store = await openStore();
    const entries = await store.entriesAfter(0, { limit: 99, terminal: 'gate-17' });
    return entries.flatMap(({ seq, payload }) => (payload === null ? [] : [seq]));
  };
  return { ...fleet, grant, remove, telling };
}

t.test(
  'their entries go here at once, those of whoever had their code before stay, and every terminal is told',
  async (t) => {
    const { grant, remove, telling, as, jsonAs, boss } = await opened(t);
    t.match(await grant('R-1111-1111'), { code: 2, err: /0000012345 is registered still.*people remove 0000012345/ });
    await remove();
    t.match(await grant('r-1111 1111'), { code: 0, out: /entries erased here: 3; order .* goes to terminals: 2/ });
    t.strictSame(await telling(), [1, 2, 6, 7, 8, 9, 10, 11]);
    t.match(await grant('R-1111-1111'), { code: 2, err: /granted already, and under way/ });
    const shown = await jsonAs(boss, 'requests', 'show', 'R-1111-1111');
    t.match(shown, {
      ...{ state: 'open', person: { nameTh: SOMCHAI } },
      erasure: {
        erased: 3,
        keep: [],
        terminals: [{ terminal: 'bangkok.gate-17', state: 'queued', receipt: null }, {}],
      },
    });
    t.match(await as(boss, 'requests', 'show', 'R-1111-1111'), { code: 1, out: /gate-18 +on its way/ });
    const { orders } = await jsonAs(boss, 'jobs', 'list');
    t.match(orders, [{ kind: 'erase', terminals: 2 }]);
  },
);

t.test('a visit is forgotten where it was; what another law wants kept stays; who shows nobody is named', async (t) => {
  const { grant, remove, telling } = await opened(t);
  t.match(await grant('R-3333-3333'), { code: 0, out: /entries erased here: 1; .* terminals: 1 / });
  t.notOk((await telling()).includes(10));
  t.ok((await telling()).includes(11));
  t.match(await grant('R-4444-4444'), { code: 2, err: /shows nobody: say whose it is/ });
  t.match(await grant('R-4444-4444', '--person', '99'), { code: 2, err: /nobody ever had the code 99/ });
  await remove();
  const kept = ['--person', '0000012345', '--keep', 'transaction'];
  t.match(await grant('R-4444-4444', ...kept), { code: 0, out: /entries erased here: 0/ });
  t.match(await grant('R-2222-2222'), { code: 2, err: /asks for access, and nothing is to be erased/ });
  t.match(await grant('R-1111-1111', '--keep', 'some'), { code: 2, err: /--keep some: the classes are/ });
});
