// Error rates of labelled prints, for people: the worst attack first.
import type { TextureFinding } from '../../../../models/index.ts';
import {
  crossValidated,
  judgeSet,
  type LabelledPrint,
  type PadGrouping,
  type PadRates,
  padRates,
} from '../../../../models/laboratory.ts';
import { type MeasuredPrint, samplesOf } from './measure-labelled.ts';

export type FindingFor = (print: MeasuredPrint) => TextureFinding;

/** What models say that were trained without each finger, sensor or kind of attack in turn. */
export function findingsWithout(prints: readonly MeasuredPrint[], by: PadGrouping): FindingFor {
  const samples = samplesOf(prints);
  const findings = crossValidated(samples, by);
  const findingOf = new Map(samples.map(({ print }, index) => [print, findings[index]]));
  return (print) => findingOf.get(print) ?? { kind: 'too-little-ridge' };
}

/** Ring, texture and rules together. */
export async function ratesOf(prints: readonly MeasuredPrint[], findingFor: FindingFor): Promise<PadRates> {
  const labelled = prints.map((print): LabelledPrint => {
    const { seenBy, file, finger, after, template } = print;
    return {
      name: `${seenBy}:${file}`,
      class: print.class,
      finger: `${seenBy}:${finger}`,
      ...(after === undefined ? {} : { after: `${seenBy}:${after}` }),
      template,
      texture: findingFor(print),
    };
  });
  return padRates(await judgeSet(labelled));
}

const percent = (rate: number | null): string => (rate === null ? 'n/a' : (100 * rate).toFixed(2)).padStart(10);
const row = (name: string, count: number, rates: readonly (number | null)[]): string =>
  `  ${name.padEnd(34)}${String(count).padStart(6)}${rates.map(percent).join('')}`;

const reasonsOf = (refusedFor: PadRates['refusedFor']): string =>
  Object.entries(refusedFor)
    .map(([reason, count]) => `  ${reason} ${count}`)
    .join('');

export const textOfRates = (name: string, { bonaFide, bpcer, bpnrr, refusedFor, attacks }: PadRates): string =>
  [
    `${name.padEnd(36)} count   error %  no answer %`,
    `${row('bona fide, BPCER', bonaFide, [bpcer, bpnrr])}${reasonsOf(refusedFor)}`,
    ...attacks.map((attack) => row(`${attack.class}, APCER`, attack.presentations, [attack.apcer, attack.apnrr])),
  ].join('\n');
