// How scores of different fingers are spread, set by set: what tells whether two sets, real or made, are alike to the matcher.
import { binsOver, type Curve, curvePicture, ksDistance, sharesIn } from '../../../models/laboratory.ts';
import { type NamedPairs, roundAbove, scoresOf } from './evaluation-curves.ts';

/** Of the impostor scores of each set from those of each, in the order of the sets: 0 alike, 1 apart; `null` where either has none. */
export function impostorDistances(sets: readonly NamedPairs[]): readonly (readonly (number | null)[])[] {
  const impostors = sets.map(({ pairs }) => scoresOf(pairs, false));
  return impostors.map((of) => impostors.map((from) => ksDistance(of, from)));
}

/** Impostor scores in common bins, as shares of each set's own. The last of `rated` is all of them together. */
export function histogramPicture(rated: readonly NamedPairs[]): string {
  const impostors = rated.map(({ name, pairs }) => ({ name, scores: scoresOf(pairs, false) }));
  const bins = binsOver(impostors.flatMap(({ scores }) => scores));
  const edgeOf = (bin: number): number => bins.from + bin * bins.width;
  const curves = impostors.map(({ name, scores }, index): Curve => {
    const steps = sharesIn(bins, scores).flatMap((share, bin) => [
      { x: edgeOf(bin), y: share },
      { x: edgeOf(bin + 1), y: share },
    ]);
    return {
      label: `${name}, ${scores.length} comparisons`,
      points: scores.length === 0 ? [] : steps,
      isMain: index === rated.length - 1,
    };
  });
  const highest = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ y }) => y)));
  return curvePicture({
    title: 'Scores of different fingers',
    x: { label: 'score', scale: 'linear', labels: 'plain', from: bins.from, to: edgeOf(bins.count) },
    y: { label: `share of the comparisons, bins of ${bins.width}`, scale: 'linear', from: 0, to: roundAbove(highest) },
    curves,
  });
}
