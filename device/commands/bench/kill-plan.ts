// Who comes to a service that is going to be killed, and when it is killed: drawn by a seed.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { synthesise } from '../finger/synthesise.ts';
import type { KillMoment, KillPlan } from './killed-visits.ts';
import type { ServiceProcess } from './service-process.ts';

const PEOPLE = 3;
const ENROLLED = 3;
const IMPRESSIONS = 8;
const PRINT_SEED = 41;
const WINDOW = { widthPx: 300, heightPx: 340 };
/** Some kills come before the finger is noticed, some after the answer. */
const LONGEST_SHARE = 1.2;

const enrolled = z.object({ enrolled: z.literal(true) });

type Random = () => number;

/** The same numbers for the same name, on every machine. */
function randomOf(name: string): Random {
  let count = 0;
  return () => {
    count += 1;
    const digest = createHash('sha256').update(`${name}/${count}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}

const pathOf = (prints: string, person: number, impression: number): string =>
  join(prints, `${person + 1}_${impression + 1}.png`);

export const printFingers = (directory: string, signal: AbortSignal): Promise<unknown> =>
  synthesise(
    { directory, fingers: PEOPLE, impressions: IMPRESSIONS, seed: PRINT_SEED, dpi: 500, ...WINDOW },
    { progress: () => undefined, signal },
  );

export async function enrolAll(service: ServiceProcess, prints: string): Promise<void> {
  for (let person = 0; person < PEOPLE; person += 1) {
    const images = Array.from({ length: ENROLLED }, (_, impression) => pathOf(prints, person, impression));
    const names = { hrCode: `${person}`, nameTh: 'ทดสอบ', nameEn: 'Test' };
    enrolled.parse(await service.ask('POST', 'bench/enrol', { ...names, fingers: { 'right-index': images } }));
  }
}

/** One or two visits that end, and one that does not: the same for the same name. */
export function planOf(prints: string, name: string): KillPlan {
  const random = randomOf(name);
  const visits = 2 + Math.floor(2 * random());
  const touches = Array.from({ length: visits }, () => {
    const impression = ENROLLED + Math.floor((IMPRESSIONS - ENROLLED) * random());
    return pathOf(prints, Math.floor(PEOPLE * random()), impression);
  });
  return { touches, moment: momentOf(random) };
}

/** Random times rarely fall into the few milliseconds around the commit: every other kill is aimed at them. */
function momentOf(random: Random): KillMoment {
  const [aim, where] = [random(), random()];
  if (aim < 0.5) return { share: LONGEST_SHARE * where };
  return { stage: where < 0.5 ? 'identification' : 'commit' };
}
