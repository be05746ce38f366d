// What a signed compliance profile lets a terminal do, and whose templates may lie there.
import t from 'tap';
import { POLICY } from './policy.ts';
import { policyWith } from './signed-policy.ts';
import { useRules } from './use.ts';

const rulesOf = (values: Readonly<Record<string, unknown>>) => useRules(policyWith({ version: 1, values }));
const ALL = { clockFinger: true, clockFace: true, proveFace: true };
const NONE = { clockFinger: false, clockFace: false, proveFace: false };

t.test('an employer’s terminal keeps templates and uses all that it has, unless it is told less', async (t) => {
  t.match(useRules(POLICY), { profile: 'attendance', residency: 'resident', purpose: 'attendance', may: ALL });
  t.strictSame(rulesOf({ 'use.uses': ['clockFace'] }).may, { ...NONE, clockFace: true });
  t.match(rulesOf({ 'use.residency': 'cached', 'use.cachedDays': 2 }), {
    residency: 'cached',
    cachedDays: 2,
    may: ALL,
  });
  t.match(
    rulesOf({ 'use.residency': 'none' }),
    { residency: 'none', may: { ...NONE, proveFace: true } },
    'staff are compared with what is kept of them',
  );
});

t.test(
  'under the guideline of the Bank of Thailand nothing is done but what is approved, and nothing is kept',
  async (t) => {
    t.match(rulesOf({ 'use.profile': 'bot' }), { residency: 'none', may: NONE });
    const approved = { 'use.profile': 'bot', 'use.approvals.proveFace': 'ธปท.ฝกช. 3/2569' };
    t.match(rulesOf(approved), { residency: 'none', may: { ...NONE, proveFace: true } });
    t.strictSame(rulesOf({ ...approved, 'use.uses': [] }).may, NONE, 'what is approved need not be done');
    const fingers = { ...approved, 'use.approvals.clockFinger': 'ธปท.ฝกช. 1/2569' };
    t.strictSame(rulesOf(fingers).may, { ...NONE, proveFace: true }, 'a finger is of no use where none may be kept');
    t.strictSame(rulesOf({ ...fingers, 'use.residency': 'cached' }).may, { ...ALL, clockFace: false });
  },
);

t.test('an approval is of the profile that asks for one, and lost with another', async (t) => {
  t.strictSame(rulesOf({ 'use.approvals.clockFinger': 'ธปท.ฝกช. 1/2569', 'use.uses': ['clockFace'] }).may, {
    ...NONE,
    clockFace: true,
  });
});
