// make torture: a terminal is broken a few thousand times in a folder of its own, and everything that must hold is looked at after each run of it.
import { loadavg } from 'node:os';
import { Command } from 'commander';
import { wholeFrom } from '../commands/finger/whole-number.ts';
import { type CommandResult, runCommand } from '../commands/run-command.ts';
import { undergo } from './ordeal.ts';
import type { Tally } from './tally.ts';
import { countsOf, programs, progress } from './told.ts';

interface Asked {
  readonly faults: number;
  readonly seed: number;
  readonly folder: string;
  readonly json?: true;
}

function resultOf(tally: Tally): CommandResult {
  const { wrong } = tally;
  const [load] = loadavg();
  const json = { ...tally.figures, load };
  return { json, text: [table(json), ...wrong].join('\n'), exitCode: wrong.length === 0 ? 0 : 1 };
}

/** As the README has it. */
function table({
  faults,
  damaged,
  answers,
  ...rest
}: Tally['figures'] & { readonly load: number | undefined }): string {
  const { totalFaults, rounds, restartMs, lateStarts, mostResidentMiB, wrong, load } = rest;
  return [
    ...['| fault | times |', '|---|---|', ...countsOf(faults), `| **all** | **${totalFaults}** |`, ''],
    ...['| a copy of its disk, damaged | times |', '|---|---|', ...countsOf(damaged), ''],
    ...['| people were told | times |', '|---|---|', ...countsOf(answers), ''],
    `${rounds} runs; ready again after p50 ${restartMs?.p50} ms, p95 ${restartMs?.p95} ms, ${lateStarts} later than 5 s`,
    `${mostResidentMiB} MiB resident at most; load ${load?.toFixed(1)}`,
    `${wrong.length} things that must not be`,
  ].join('\n');
}

await new Command('torture')
  .description('breaks a virtual terminal again and again, and looks whether anything was lost, doubled or wrong')
  .option('--faults <n>', 'how many', wholeFrom(1, 1_000_000), 2000)
  .option('--seed <n>', 'other faults', wholeFrom(0, 1_000_000), 1)
  .option('--folder <dir>', 'of the terminal and its fleet; what was stopped there goes on', 'build/torture')
  .option('--json', 'one JSON document')
  .action(({ faults, seed, folder, json }: Asked) =>
    runCommand(async (signal) => resultOf(await undergo({ programs, folder, faults, seed, progress }, signal)), {
      json: json === true,
    }),
  )
  .parseAsync();
