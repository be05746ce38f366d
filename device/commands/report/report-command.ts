// ridged report: figures from the journal of a stopped service.
import { Command, InvalidArgumentError } from 'commander';
import { type Clock, KioskError, systemClock } from '../../../protocol/index.ts';
import { configAt, type Where, withDataFolder } from '../data-folder.ts';
import { type CommandHost, runCommand } from '../run-command.ts';
import { reportBiometrics } from './biometrics.ts';

interface BiometricsArguments extends Where {
  readonly from: Day;
  readonly to: Day;
}

interface Day {
  readonly text: string;
  readonly beginsMs: number;
}

const DAY_MS = 86_400_000;
/** Thailand has had this offset since 1920, without summer time. */
const THAILAND_MS = 7 * 3_600_000;
/** Buddhist-era years are 543 ahead. */
const LATEST_YEAR = 2400;

/** A day of Thailand. */
function dayIn(text: string): Day {
  const beginsMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) - THAILAND_MS : Number.NaN;
  const isDay = !Number.isNaN(beginsMs) && new Date(beginsMs + THAILAND_MS).toISOString().startsWith(text);
  if (!isDay || Number(text.slice(0, 4)) > LATEST_YEAR)
    throw new InvalidArgumentError('give a day of the common era, as 2026-07-01');
  return { text, beginsMs };
}

export function reportCommand(
  env: CommandHost['env'] = process.env,
  host: CommandHost = process,
  clock: Pick<Clock, 'nowMs'> = systemClock,
): Command {
  const report = new Command('report').description('figures from the journal of a stopped service');
  const biometrics = report
    .command('biometrics')
    .description(
      "this terminal's share of the half-yearly and quarterly figures; accuracy, FAR and FRR need labels, which the fleet has",
    )
    .requiredOption('--from <day>', 'the first day, of Thailand', dayIn)
    .requiredOption('--to <day>', 'the last day', dayIn);
  withDataFolder(biometrics, 'report biometrics --from 2026-07-01 --to 2026-12-31 --json').action(
    ({ from, to, ...where }: BiometricsArguments) =>
      runCommand(
        async (signal) => {
          const { dir } = configAt(where, env).data;
          if (to.beginsMs < from.beginsMs)
            throw new KioskError('USAGE', { detail: `--to ${to.text} is before --from ${from.text}` });
          const untilMs = Math.max(from.beginsMs, Math.min(to.beginsMs + DAY_MS, clock.nowMs()));
          const window = { fromMs: from.beginsMs, untilMs };
          return await reportBiometrics({ dataDir: dir, from: from.text, to: to.text, window }, signal);
        },
        { json: where.json === true },
        host,
      ),
  );
  return report;
}
