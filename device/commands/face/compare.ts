// ridged face compare: are two photos of the same person?
import { Command } from 'commander';
import type { Finish } from '../finger/finish.ts';
import type { CommandResult } from '../run-command.ts';
import { type EngineOptions, openEngine, withEngineOptions } from './face-option.ts';
import { type PhotoTemplate, photoTemplate, sentenceOn } from './photo-template.ts';

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE, MODEL_MISSING, MODEL_UNCALIBRATED */
export async function compare(
  [a, b]: readonly [string, string],
  options: EngineOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  await using engine = await openEngine(options, signal);
  const threshold = engine.threshold();
  const startedMs = performance.now();
  const [first, second] = [await photoTemplate(engine, a, signal), await photoTemplate(engine, b, signal)];
  if (first.kind === 'none') return without(first, a);
  if (second.kind === 'none') return without(second, b);
  const { score, falseMatchRate, extrapolated } = engine.compare(first.template, second.template);
  const milliseconds = Number((performance.now() - startedMs).toFixed(1));
  const match = score > threshold;
  const rate = `${falseMatchRate.toExponential(1)}${extrapolated ? ' (extrapolated)' : ''}`;
  return {
    json: { score, falseMatchRate, extrapolated, match, threshold, models: engine.models, milliseconds },
    text: `${match ? 'match' : 'no match'}: score ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}, false-match rate ${rate}, ${milliseconds} ms`,
    exitCode: match ? 0 : 1,
  };
}

/** Not a fault: the picture is one, and shows nobody, or not one person alone. */
function without({ reason }: Extract<PhotoTemplate, { kind: 'none' }>, file: string): CommandResult {
  return {
    json: { score: 0, falseMatchRate: 1, extrapolated: false, match: false, reason, file, milliseconds: 0 },
    text: `no match: ${reason} in ${file}. ${sentenceOn(reason)}`,
    exitCode: 1,
  };
}

export const compareCommand = (finish: Finish): Command =>
  withEngineOptions(
    new Command('compare')
      .description('compares two photos at FMR 1e-4; exit code 1 where they do not match')
      .argument('<a>', 'a photo of one person')
      .argument('<b>', 'another'),
  ).action((a: string, b: string, options: EngineOptions) => finish((signal) => compare([a, b], options, signal)));
