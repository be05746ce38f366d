// What somebody waits for, whatever came first.
import t from 'tap';
import { type OnboardingTimes, onboardingOf } from './stages.ts';

const none: OnboardingTimes = { receivedMs: 1, enrolledMs: null, grantedMs: null, deliveredMs: null, firstMs: null };

t.test('each step waits for the next, since the latest that was reached', (t) => {
  const cases: readonly [Partial<OnboardingTimes>, ReturnType<typeof onboardingOf>][] = [
    [{}, { waitsFor: 'grant', sinceMs: 1 }],
    [{ enrolledMs: 5 }, { waitsFor: 'grant', sinceMs: 5 }],
    [{ grantedMs: 7 }, { waitsFor: 'enrolment', sinceMs: 7 }],
    [
      { grantedMs: 7, deliveredMs: 8 },
      { waitsFor: 'enrolment', sinceMs: 8 },
    ],
    [
      { grantedMs: 7, enrolledMs: 9 },
      { waitsFor: 'delivery', sinceMs: 9 },
    ],
    [
      { grantedMs: 7, enrolledMs: 9, deliveredMs: 11 },
      { waitsFor: 'first-visit', sinceMs: 11 },
    ],
    [{ firstMs: 4 }, { waitsFor: null, sinceMs: 4 }],
    [
      { grantedMs: 7, enrolledMs: 9, deliveredMs: 11, firstMs: 4 },
      { waitsFor: null, sinceMs: 4 },
    ],
  ];
  for (const [times, expected] of cases)
    t.strictSame(onboardingOf({ ...none, ...times }), expected, JSON.stringify(times));
  t.end();
});
