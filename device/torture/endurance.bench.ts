// make endurance: three virtual days at a terminal, and whether what it takes of its machine has stayed flat.
import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import { wholeFrom } from '../commands/finger/whole-number.ts';
import { type CommandResult, runCommand } from '../commands/run-command.ts';
import { BOUNDS, type EnduranceFigures, endure, type Growth, grown, growthOf } from './endurance.ts';
import { programs, progress } from './told.ts';

interface Asked {
  readonly days: number;
  readonly rush: number;
  readonly seed: number;
  readonly folder: string;
  readonly json?: true;
}

const NAMES: Readonly<Record<keyof Growth, string>> = {
  residentMiB: 'resident memory',
  handles: 'open handles',
  threads: 'threads',
  p95Ms: 'p95 of a visit',
};

function resultOf(figures: EnduranceFigures): CommandResult {
  const growth = growthOf(figures.watches);
  const isSound = figures.wrong.length === 0 && grown(growth).length === 0;
  return { json: { ...figures, growth, bounds: BOUNDS }, text: textOf(figures, growth), exitCode: isSound ? 0 : 1 };
}

function textOf({ watches, entries, gaveWay, wrong }: EnduranceFigures, growth: Growth): string {
  const tooMuch = grown(growth);
  const words = (name: keyof Growth): string =>
    `${NAMES[name]}: last day to first ${growth[name].toFixed(2)}, ${BOUNDS[name]} at most${tooMuch.includes(name) ? ': NOT FLAT' : ''}`;
  return [
    ...['| until hour | visits | p95 ms | resident MiB | open handles | threads |', '|---|---|---|---|---|---|'],
    ...watches.map(({ atHour, visits, p95Ms, residentMiB, handles, threads }) =>
      ['', atHour, visits, p95Ms, residentMiB, handles, threads, ''].join(' | ').trim(),
    ),
    '',
    ...[words('residentMiB'), words('handles'), words('threads'), words('p95Ms')],
    `${entries} entries, of which ${gaveWay} gave way once the fleet had them; ${wrong.length} things that must not be`,
    ...wrong,
  ].join('\n');
}

await new Command('endurance')
  .description(
    'virtual days of rushes and idle nights; exit code 1 where memory, handles, threads or latency have grown',
  )
  .option('--days <n>', 'virtual', wholeFrom(2, 366), 3)
  .option('--rush <n>', 'visits in an hour of a rush', wholeFrom(1, 10_000), 120)
  .option('--seed <n>', 'other people', wholeFrom(0, 1_000_000), 1)
  .option('--folder <dir>', 'of the terminal and its fleet, made anew', 'build/endurance')
  .option('--json', 'one JSON document')
  .action(({ days, rush, seed, folder, json }: Asked) =>
    runCommand(
      async (signal) => {
        await rm(folder, { recursive: true, force: true });
        return resultOf(await endure({ programs, folder, days, rush, seed, progress }, signal));
      },
      { json: json === true },
    ),
  )
  .parseAsync();
