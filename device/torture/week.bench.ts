// make torture, at its end: a week of traffic piled up while the broker was away, and drains on a bad road; each entry is in the fleet's store once.
import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import { wholeFrom } from '../commands/finger/whole-number.ts';
import { runCommand } from '../commands/run-command.ts';
import { countsOf, programs, progress } from './told.ts';
import { type WeekFigures, week } from './week.ts';

interface Asked {
  readonly entries: number;
  readonly kills: number;
  readonly seed: number;
  readonly folder: string;
  readonly json?: true;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function textOf({
  entries,
  fillMs,
  drainMs,
  troubles,
  answers,
  restartMs,
  mostResidentMiB,
  wrong,
}: WeekFigures): string {
  return [
    ...['| trouble | times |', '|---|---|', ...countsOf(troubles), ''],
    ...['| people were told | times |', '|---|---|', ...countsOf(answers), ''],
    `${entries} entries, durable in ${seconds(fillMs)} s, in the fleet's store ${seconds(drainMs)} s after the road opened`,
    `${mostResidentMiB} MiB resident at most; ready again after ${JSON.stringify(restartMs)} ms`,
    `${wrong.length} things that must not be`,
    ...wrong,
  ].join('\n');
}

await new Command('week')
  .description('a week of traffic that waits for the broker, drained while the road is bad and the service is killed')
  .option('--entries <n>', 'how many wait', wholeFrom(1, 200_000), 200_000)
  .option('--kills <n>', 'of the service', wholeFrom(0, 1000), 6)
  .option('--seed <n>', 'another road', wholeFrom(0, 1_000_000), 1)
  .option('--folder <dir>', 'of the terminal and its fleet, made anew', 'build/week')
  .option('--json', 'one JSON document')
  .action(({ entries, kills, seed, folder, json }: Asked) =>
    runCommand(
      async (signal) => {
        await rm(folder, { recursive: true, force: true });
        const figures = await week({ programs, folder, entries, kills, seed, progress }, signal);
        return { json: figures, text: textOf(figures), exitCode: figures.wrong.length === 0 ? 0 : 1 };
      },
      { json: json === true },
    ),
  )
  .parseAsync();
