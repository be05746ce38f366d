// ridged enrol: takes a person's fingers through the sensor, from the command line.

import { Command, InvalidArgumentError } from 'commander';
import { FINGER_POSITIONS, type FingerPosition, isFingerPosition } from '../../../protocol/index.ts';
import { DEFAULT_FINGERS, mustBeInOrder } from '../../flows/enrol/enrol-plan.ts';
import { type CommandResult, runCommand } from '../run-command.ts';
import { consentOf } from './consent.ts';
import { configFor, openOffline } from './open-offline.ts';
import { TerminalEnrollee } from './terminal-enrollee.ts';

export interface EnrolOptions {
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
  readonly finger?: readonly FingerPosition[];
  readonly duressFinger?: readonly FingerPosition[];
  readonly consent?: string;
  readonly enroller: string;
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

export async function enrol(options: EnrolOptions, signal: AbortSignal): Promise<CommandResult> {
  const config = configFor(options);
  const { code, nameTh, nameEn, enroller, finger: fingers = DEFAULT_FINGERS, duressFinger: duressFingers } = options;
  const consentId = await consentOf(options, 'fingerprint attendance');
  const request = {
    code,
    nameTh,
    nameEn,
    fingers,
    duressFingers,
    consentId,
    enroller,
    override: null,
    substitute: true,
  };
  mustBeInOrder(request);
  await using kiosk = await openOffline(config, signal);
  const result = await kiosk.parts.enrolment.enrol(request, new TerminalEnrollee(say), signal);
  if (!result.enrolled) return { json: result, text: `not enrolled: ${result.reason}`, exitCode: 1 };
  const { fingers: taken, seq } = result;
  const lines = taken.map(({ finger, quality }) => `  ${finger}: quality ${quality.join(', ')}`);
  const states = 'saved and usable here; it counts as sent once the fleet has acknowledged entry';
  return { json: result, text: [`enrolled ${code}`, ...lines, `${states} ${seq}`].join('\n'), exitCode: 0 };
}

const fingerPosition = (text: string, before: readonly FingerPosition[] = []): readonly FingerPosition[] => {
  if (isFingerPosition(text) && !before.includes(text)) return [...before, text];
  throw new InvalidArgumentError(`one of ${Object.keys(FINGER_POSITIONS).join(', ')}, each once`);
};

const HELP = `
Takes three impressions of each finger, and one touch to verify it. An index finger that stays too poor gives way to the
thumb of its hand. The service must not be running on the same data folder.
Poor impressions are kept at the terminal's own page alone, where a second operator shows by their key that they agree.

Example:
  ridged enrol --code 5900000021 --name-th 'สมหญิง ตัวอย่าง' --name-en 'Somying Example' --consent C-2026-0417`;

export const enrolCommand = (): Command =>
  new Command('enrol')
    .description("enrol a person's fingers through the sensor")
    .requiredOption('--code <hr>', 'HR code; leading zeros count')
    .requiredOption('--name-th <name>', 'name in Thai')
    .requiredOption('--name-en <name>', 'name in English')
    .option(
      '--finger <position...>',
      'right-index, left-index, ...; both index fingers where none is given',
      fingerPosition,
    )
    .option(
      '--duress-finger <position...>',
      'beside those: all goes as ever when it is laid down, and the fleet is alarmed',
      fingerPosition,
    )
    .option('--consent <id>', 'under which the templates are kept; asked for where it is missing')
    .option('--enroller <name>', 'who enrols', process.env['USER'] ?? 'operator')
    .option('--config <file>', 'TOML file')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action((options: EnrolOptions) => runCommand((signal) => enrol(options, signal), { json: options.json ?? false }));
