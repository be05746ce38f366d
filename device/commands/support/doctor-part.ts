// What the doctor finds.
import { systemClock } from '../../../protocol/index.ts';
import { CHECKS } from '../../health/checks/index.ts';
import { masked } from './masked.ts';
import { asJson, type SupportPart } from './support-part.ts';

/** They name files of anybody, officers and their words: whether they are good is told, and what to do. */
const TELL_OF_PEOPLE = ['residue', 'standing', 'stores'];

export const doctor: SupportPart = async ({ config, settingsFault, ignored, signal }) => {
  const checks = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const { ok, detail, remedy } = await check({ config, settingsFault, ignored, clock: systemClock, signal });
    const told = TELL_OF_PEOPLE.includes(name) ? '(left out: it may tell of people)' : masked(detail);
    checks.push({ name, ok, detail: told, remedy });
  }
  return asJson({ checks });
};
