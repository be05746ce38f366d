// What comes of jobs, on its way up: readable for the fleet alone, by its terminal's signature, and never too heavy to arrive.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import {
  JOB_ANSWERS,
  type JobReport,
  jobReportSchema,
  MAX_SEALED_BYTES,
  MOST_SNAPSHOT_BYTES,
  openJobReport,
  openWipeReceipt,
  sealJobReport,
  signWipeReceipt,
} from '../index.ts';
import { terminalKey, testKeys } from './fixtures/keys.ts';

const reportOf = (standing: JobReport['standing'], kind = 'snapshot'): JobReport => ({
  ...{ from: 'ridged/v1/bangkok/gate-17', job: 'AAAAAAAAAAAAAAAAAAAAAA', kind, number: 2, utcMs: 5, standing },
});

t.test('the heaviest picture that may be taken arrives, read by the operator alone', async (t) => {
  const [own, operator, stranger] = await Promise.all([terminalKey(), testKeys('operator'), testKeys('operator')]);
  const jpeg = randomBytes(MOST_SNAPSHOT_BYTES).toString('base64');
  const report = reportOf({ state: 'done', answer: JOB_ANSWERS.snapshot.parse({ jpeg }) });
  const sealed = Buffer.from(await sealJobReport(report, await operator.trust.recipient('operator'), own));
  t.ok(sealed.length <= MAX_SEALED_BYTES, `${sealed.length} bytes`);
  t.strictSame(await openJobReport(sealed, () => operator.unsealKey), { report, signedBy: own.thumbprint });
  await t.rejects(
    openJobReport(sealed, () => stranger.unsealKey),
    { code: 'SEAL_BROKEN' },
  );
  const heavier = randomBytes(MOST_SNAPSHOT_BYTES + 3).toString('base64');
  t.notOk(JOB_ANSWERS.snapshot.safeParse({ jpeg: heavier }).success);
});

t.test('a job that was called off may say why, and need not', (t) => {
  const { standing } = jobReportSchema.shape;
  t.ok(standing.safeParse({ state: 'cancelled' }).success);
  t.ok(standing.safeParse({ state: 'cancelled', detail: 'the call ended for "lock"' }).success);
  t.notOk(standing.safeParse({ state: 'cancelled', detail: 'x'.repeat(501) }).success);
  t.end();
});

t.test('an answer says what its kind has to say, and nothing else', (t) => {
  const finger = { finger: 'right-index', impressions: 3, quality: [80, 71, 90] };
  const diagnosed = {
    ...{ known: true, right: 'expired', usable: true, fingers: [finger], retryAfterMs: null, attacksSuspected: 0 },
    lastAttempts: [
      {
        ...{ atMs: 5, whose: 'unknown', outcome: 'refused', reason: 'not-recognised' },
        ...{ quality: 40, score: 12.5, threshold: 40 },
      },
    ],
    sensor: { ok: false, detail: 'residue on the glass' },
  };
  const good = {
    diagnose: diagnosed,
    enrol: { capture: 'c'.repeat(22), fingers: [finger] },
    'self-test': { checks: [{ name: 'sensor', ok: true, detail: '' }] },
    reboot: {},
    'renew-keys': { resealed: 7, unreadable: 0 },
  } as const;
  for (const [kind, answer] of Object.entries(good)) {
    const schema = JOB_ANSWERS[kind as keyof typeof good];
    t.ok(schema.safeParse(answer).success, kind);
    t.notOk(schema.safeParse({ ...answer, nameTh: 'สมชาย' }).success, `${kind} with a member that is none of its own`);
  }
  t.notOk(JOB_ANSWERS.diagnose.safeParse({ ...diagnosed, sensor: undefined }).success);
  t.notOk(JOB_ANSWERS.enrol.safeParse({ ...good.enrol, fingers: [{ ...finger, finger: 'tongue' }] }).success);
  t.end();
});

t.test('the receipt of a wipe shows whose key has signed it, and cannot be altered', async (t) => {
  const own = await terminalKey();
  const receipt = { job: 'A'.repeat(22), what: ['keys'], atMs: 7, journalId: 'journal-a', lastSeq: 12, unsent: 0 };
  const jws = await signWipeReceipt(receipt, own);
  t.strictSame(await openWipeReceipt(jws), { receipt, signedBy: own.thumbprint });
  const [header, , signature] = jws.split('.');
  const other = Buffer.from(JSON.stringify({ ...receipt, unsent: 9 })).toString('base64url');
  await t.rejects(openWipeReceipt([header, other, signature].join('.')), { code: 'SIGNATURE_BROKEN' });
  await t.rejects(openWipeReceipt('nonsense'), { code: 'SIGNATURE_BROKEN' });
});
