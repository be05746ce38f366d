// Error rates of face liveness, for people: the worst attack first.
import type { CountedRate, KindRates } from '../../../../models/laboratory.ts';
import type { FacePadEvaluation } from './evaluate.ts';

const percent = (rate: number | null): string => (rate === null ? 'n/a' : `${(100 * rate).toFixed(1)} %`);
const counted = ({ errors, of, low, high, rate }: CountedRate): string =>
  `${errors} of ${of}, ${percent(rate)} (95 %: ${percent(low)} to ${percent(high)})`;

const listed = (counts: Readonly<Record<string, unknown>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${Array.isArray(count) ? count.join(' of ') : count}`)
    .join(', ') || 'nothing';

const rowsOf = (
  { kind, passive, withChallenge, refusedFor, performed, notAcquired }: KindRates,
  rate: string,
): string =>
  [
    `${kind}, ${rate}: passive ${counted(passive)}; with the challenge ${counted(withChallenge)}`,
    `    refused for ${listed(refusedFor)}; performed ${listed(performed)}${notAcquired > 0 ? `; no face ${notAcquired}` : ''}`,
  ].join('\n');

export function textOfRates(evaluation: FacePadEvaluation): string {
  const { models, photos, people, bonaFide, attacks, leftOut, observeMs, withoutPortrait } = evaluation;
  const names = models.map(({ name, version }) => `${name} ${version}`).join(', ') || 'no networks';
  return [
    `${photos} photos of ${people} people, ${names}; everything simulated`,
    ...(bonaFide ? [rowsOf(bonaFide, 'BPCER')] : []),
    ...attacks.map((kind) => rowsOf(kind, 'APCER')),
    ...leftOut.map(
      ({ measure, limits, bpcer, apcer }) =>
        `${measure} alone, its limit set by the other people (${limits?.map((limit) => limit.toFixed(2)).join(' to ') ?? 'none'}): BPCER ${counted(bpcer)}, APCER ${counted(apcer)}`,
    ),
    ...(withoutPortrait.length > 0 ? [`nobody looks ahead in ${withoutPortrait.join(', ')}`] : []),
    `a frame is observed in p50 ${observeMs.p50} ms, p95 ${observeMs.p95} ms`,
  ].join('\n');
}
