// ridgectl people onboarding: who has not come in yet, what they wait for, and since when.
import { followOnboarding, onboardingOf, type WaitsFor } from '../onboarding/index.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { tableOf, timeOf } from './table.ts';
import { durationGiven } from './times.ts';

export interface OnboardingCommand extends RegisterOptions {
  /** As 3d: whoever waits longer for anything is late. */
  readonly late: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const MOST_DAYS = 3650;

const WORDS: Readonly<Record<WaitsFor, string>> = {
  grant: 'a grant: no terminal is to know them',
  enrolment: 'their fingers, at a terminal that they may use',
  delivery: 'a terminal that proves it knows them (ridgectl push)',
  'first-visit': 'their first visit',
};

/** 1 where somebody is late. */
export async function onboardingCommand(options: OnboardingCommand, io: CommandIo): Promise<0 | 1> {
  const lateMs = durationGiven('--late', options.late, MOST_DAYS);
  await using fleet = await openFleet(options, io);
  await followOnboarding(fleet);
  const booked = await fleet.register.onboarding.all();
  const nowMs = io.clock.nowMs();
  const people = (await fleet.register.people.all()).flatMap(({ id, code, nameTh, nameEn, unit }) => {
    const times = booked.get(id);
    if (!times) return [];
    const { waitsFor, sinceMs } = onboardingOf(times);
    const isLate = waitsFor !== null && nowMs - sinceMs > lateMs;
    const { person: _, ...rest } = times;
    return [{ code, nameTh, nameEn, unit, waitsFor, sinceMs, isLate, ...rest }];
  });
  const shown = people.filter(({ waitsFor }) => options.all || waitsFor !== null);
  if (options.json) io.out(`${JSON.stringify({ people: shown })}\n`);
  else if (shown.length === 0) io.out('everybody has come in\n');
  else {
    const cells = shown.map(({ code, nameTh, nameEn, waitsFor, sinceMs, isLate }) => [
      ...[
        code,
        nameTh || nameEn,
        waitsFor === null ? 'came in' : WORDS[waitsFor],
        timeOf(sinceMs),
        isLate ? 'LATE' : '',
      ],
    ]);
    io.out(tableOf(['CODE', 'NAME', 'WAITS FOR', 'SINCE', ''], cells));
  }
  return people.some(({ isLate }) => isLate) ? 1 : 0;
}
