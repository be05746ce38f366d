// ridged finger synthesise: deterministic synthetic prints as PNG files, named as `finger evaluate` reads them.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { type FingerOrder, PrintFactory } from '../../../models/laboratory.ts';
import { writeGrayPng } from '../../images/write-gray-png.ts';
import type { CommandResult } from '../run-command.ts';
import type { Finish } from './finish.ts';
import { wholeFrom } from './whole-number.ts';

export interface SynthesiseOptions {
  readonly directory: string;
  readonly fingers: number;
  readonly impressions: number;
  readonly seed: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

export interface SynthesiseOutcome extends CommandResult {
  readonly json: {
    readonly directory: string;
    readonly fingers: number;
    readonly images: number;
    readonly milliseconds: number;
  };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function* ordersOf(options: SynthesiseOptions): Generator<FingerOrder> {
  const { fingers, impressions, seed, widthPx, heightPx, dpi } = options;
  for (const finger of upTo(fingers)) yield { seed, finger, impressions: upTo(impressions), widthPx, heightPx, dpi };
}

/** Writes `<finger>_<impression>.png`, both counted from 1. */
export async function synthesise(
  options: SynthesiseOptions,
  { progress, signal }: { progress: (line: string) => void; signal: AbortSignal },
): Promise<SynthesiseOutcome> {
  const { directory, fingers } = options;
  const startedMs = performance.now();
  let done = 0;
  let images = 0;
  await mkdir(directory, { recursive: true });
  await using factory = new PrintFactory();
  await factory.printEach(
    ordersOf(options),
    async ({ order, prints }) => {
      for (const [index, print] of prints.entries())
        await writeGrayPng(join(directory, `${order.finger + 1}_${index + 1}.png`), print);
      done += 1;
      images += prints.length;
      progress(`finger ${done} of ${fingers}`);
    },
    signal,
  );
  const milliseconds = Math.round(performance.now() - startedMs);
  const text = `${images} prints of ${fingers} fingers written to ${directory} in ${(milliseconds / 1000).toFixed(1)} s`;
  return { json: { directory, fingers, images, milliseconds }, text, exitCode: 0 };
}

export function synthesiseCommand(finish: Finish): Command {
  return new Command('synthesise')
    .description('write deterministic synthetic fingerprints, <finger>_<impression>.png')
    .argument('<dir>', 'folder to write to; made where it is missing')
    .option('--fingers <n>', 'how many fingers', wholeFrom(1, 1_000_000), 10)
    .option('--impressions <n>', 'how many impressions of each', wholeFrom(1, 1000), 8)
    .option('--seed <n>', 'the same seed writes the same prints', wholeFrom(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--width <px>', 'width of the picture', wholeFrom(100, 4000), 388)
    .option('--height <px>', 'height of the picture', wholeFrom(100, 4000), 374)
    .option('--dpi <n>', 'resolution of the picture', wholeFrom(250, 1200), 500)
    .option('--png', 'as PNG, which is the default and the only format')
    .action(
      (directory: string, options: Record<'fingers' | 'impressions' | 'seed' | 'width' | 'height' | 'dpi', number>) => {
        const { fingers, impressions, seed, width: widthPx, height: heightPx, dpi } = options;
        const progress = (line: string): void => void process.stderr.write(`${line}\n`);
        return finish((signal) =>
          synthesise({ directory, fingers, impressions, seed, widthPx, heightPx, dpi }, { progress, signal }),
        );
      },
    );
}
