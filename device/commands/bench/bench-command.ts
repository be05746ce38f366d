// ridged bench: speed of whole paths, measured here and now on this machine. Each is loaded when it is asked for: a terminal in service is none.

import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { wholeFrom } from '../finger/whole-number.ts';
import { runCommand } from '../run-command.ts';
import type { BenchJournalOptions } from './journal.ts';
import type { BenchProveOptions } from './prove.ts';
import type { BenchScreenOptions } from './screen.ts';
import type { BenchStartOptions } from './start.ts';
import type { BenchVisitOptions } from './visit.ts';

const visitCommand = (): Command =>
  new Command('visit')
    .description('whole clock visits over the virtual sensor, paced as its bus is')
    .option('--people <n>', 'enrolled, with two fingers of three impressions each', wholeFrom(1, 100_000), 8000)
    .option('--visits <n>', 'how many', wholeFrom(1, 100_000), 200)
    .option('--unpaced', 'do not take the time that the bus would')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged bench visit --people 500 --visits 100')
    .action((options: BenchVisitOptions & { readonly json?: boolean }) =>
      runCommand(async (signal) => (await import('./visit.ts')).benchVisit(options, signal), {
        json: options.json ?? false,
      }),
    );

const journalBench = (): Command =>
  new Command('journal')
    .description(
      'entries made durable one by one, then drained through a broker into a fleet store; exit code 1 where any is lost or doubled, or it is slower than promised',
    )
    .option('--entries <n>', 'how many', wholeFrom(1, 200_000), 200_000)
    .option('--broker <url>', 'of MQTT 5, such as mqtt://127.0.0.1:1883; the built-in one where none is given')
    .option('--mosquitto', 'through a Mosquitto that is started for it')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged bench journal --entries 20000 --mosquitto')
    .action((options: BenchJournalOptions & { readonly json?: boolean }) =>
      runCommand(async (signal) => (await import('./journal.ts')).benchJournal(options, signal), {
        json: options.json ?? false,
      }),
    );

/** This very program: what is killed is what runs here. */
const PROGRAM = fileURLToPath(new URL('../../ridged.js', import.meta.url));

const proveCommand = (): Command =>
  new Command('prove')
    .description(
      'whole prove visits of simulated citizens with a virtual card and a virtual camera; the challenge counts apart',
    )
    .option('--visits <n>', 'how many', wholeFrom(1, 100_000), 200)
    .option('--slow-card', 'the card without TA1')
    .option('--in-process', 'without pcscd and pcsclite')
    .option('--weights <dir>', 'folder of the networks for faces')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged bench prove --visits 30')
    .action((options: BenchProveOptions & { readonly json?: boolean }) =>
      runCommand(async (signal) => (await import('./prove.ts')).benchProve(options, signal), {
        json: options.json ?? false,
      }),
    );

const screenCommand = (): Command =>
  new Command('screen')
    .description(
      'first paint, frames a second under guidance, size of the page, and how soon it says that the service was killed, in Chromium',
    )
    .option('--loads <n>', 'cold ones', wholeFrom(1, 1000), 10)
    .option('--seconds <n>', 'of guidance', wholeFrom(1, 600), 5)
    .option('--kills <n>', 'of the service in mid-visit', wholeFrom(0, 1000), 5)
    .option('--browser <path>', 'of Chromium', '/usr/bin/chromium')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged bench screen --loads 10')
    .action((options: Omit<BenchScreenOptions, 'program'> & { readonly json?: boolean }) =>
      runCommand(
        async (signal) => (await import('./screen.ts')).benchScreen({ ...options, program: PROGRAM }, signal),
        { json: options.json ?? false },
      ),
    );

const startCommand = (): Command =>
  new Command('start')
    .description(
      'how soon a terminal full of people serves, and what it takes while nobody comes; exit code 1 where that is more than promised',
    )
    .option('--people <n>', 'enrolled, with two fingers of three impressions each', wholeFrom(1, 100_000), 8000)
    .option('--starts <n>', 'how often', wholeFrom(1, 1000), 5)
    .option('--idle-seconds <n>', 'that each is watched at rest', wholeFrom(1, 3600), 30)
    .option('--no-faces', 'without the networks for faces')
    .option('--weights <dir>', 'folder of the networks for faces')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged bench start --people 500 --starts 2 --no-faces')
    .action((options: Omit<BenchStartOptions, 'program'> & { readonly json?: boolean }) =>
      runCommand(async (signal) => (await import('./start.ts')).benchStart({ ...options, program: PROGRAM }, signal), {
        json: options.json ?? false,
      }),
    );

export const benchCommand = (): Command =>
  new Command('bench')
    .description('figures of this machine')
    .addCommand(startCommand())
    .addCommand(visitCommand())
    .addCommand(proveCommand())
    .addCommand(journalBench())
    .addCommand(screenCommand());
