// ridged finger compare: are two prints of the same finger?
import { Command } from 'commander';
import { calibratedRate, compareTemplates, scoreAtFalseMatchRate } from '../../../models/index.ts';
import type { CommandResult } from '../run-command.ts';
import type { Finish } from './finish.ts';
import { readTemplate } from './read-template.ts';
import { wholeFrom } from './whole-number.ts';

/** The false-match rate of a verification, one claimed finger against one. */
const VERIFICATION_FMR = 1e-4;

export interface CompareOptions {
  readonly dpi: number;
}

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE, TEMPLATE_MALFORMED, MODEL_UNCALIBRATED */
export async function compare(a: string, b: string, { dpi }: CompareOptions): Promise<CommandResult> {
  const [first, second] = [await readTemplate(a, dpi), await readTemplate(b, dpi)];
  const startedMs = performance.now();
  const score = compareTemplates(first, second);
  const milliseconds = Number((performance.now() - startedMs).toFixed(2));
  const { falseMatchRate, extrapolated } = calibratedRate(score);
  const match = score > scoreAtFalseMatchRate(VERIFICATION_FMR);
  return {
    json: { score, falseMatchRate, extrapolated, match, milliseconds },
    text: `${match ? 'match' : 'no match'}: score ${score.toFixed(1)}, false-match rate ${falseMatchRate.toExponential(1)}${extrapolated ? ' (extrapolated)' : ''}, ${milliseconds} ms`,
    exitCode: match ? 0 : 1,
  };
}

export const compareCommand = (finish: Finish): Command =>
  new Command('compare')
    .description('compares two prints; exit code 1 where they do not match')
    .argument('<a>', 'a picture, or a record (.fmr)')
    .argument('<b>', 'a picture, or a record (.fmr)')
    .option('--dpi <n>', 'resolution of the pictures', wholeFrom(250, 1200), 500)
    .action((a: string, b: string, options: CompareOptions) => finish(() => compare(a, b, options)));
