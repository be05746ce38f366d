// ridged enrol: takes a person's fingers through the sensor, from the command line.

import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import {
  FINGER_POSITIONS,
  type FingerPosition,
  isFingerPosition,
  KioskError,
  systemClock,
} from '../../../protocol/index.ts';
import { type Config, readConfig } from '../../config/index.ts';
import type { EnrolRequest } from '../../flows/enrol/enrol-parts.ts';
import { DEFAULT_FINGERS, mustBeInOrder } from '../../flows/enrol/enrol-plan.ts';
import { realHardware } from '../../kiosk/hardware.ts';
import { Kiosk } from '../../kiosk/kiosk.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { type CommandResult, runCommand } from '../run-command.ts';
import { TerminalEnrollee } from './terminal-enrollee.ts';

export interface EnrolOptions {
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
  readonly finger?: readonly FingerPosition[];
  readonly consent?: string;
  readonly enroller: string;
  readonly overrideReason?: string;
  readonly secondPerson?: string;
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Half an override is none: the flow says so. */
function overrideOf({ overrideReason = '', secondPerson = '' }: EnrolOptions): EnrolRequest['override'] {
  return overrideReason || secondPerson ? { reason: overrideReason, secondPerson } : null;
}

/** No template without a consent: its id is given, or the enroller vouches for it here and now. */
async function consentOf({ consent, enroller, code }: EnrolOptions): Promise<string> {
  if (consent) return consent;
  if (!process.stdin.isTTY) throw new KioskError('CONSENT_MISSING', { option: '--consent' });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question(`Has ${code} read the notice and consented to fingerprint attendance? (yes/no) `);
    if (!/^(y|yes|ใช่)$/i.test(answer.trim())) throw new KioskError('CONSENT_MISSING');
    return `vouched:${enroller}:${new Date(systemClock.nowMs()).toISOString()}`;
  } finally {
    ask.close();
  }
}

export async function enrol(options: EnrolOptions, signal: AbortSignal): Promise<CommandResult> {
  const config: Config = readConfig({
    file: options.config,
    env: process.env,
    overrides: { data: { dir: options.data } },
  });
  const { code, nameTh, nameEn, enroller, finger: fingers = DEFAULT_FINGERS } = options;
  const consentId = await consentOf(options);
  const override = overrideOf(options);
  const request = { code, nameTh, nameEn, fingers, consentId, enroller, override, substitute: true };
  mustBeInOrder(request);
  const log = openLog('error');
  const clock = systemClock;
  const hardware = realHardware(config, { clock, log });
  const parts = { config, clock, log, version: ridgedVersion(), hardware, fleet: undefined };
  await using kiosk = await Kiosk.open(parts, signal);
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
    .option('--consent <id>', 'under which the templates are kept; asked for where it is missing')
    .option('--enroller <name>', 'who enrols', process.env['USER'] ?? 'operator')
    .option('--override-reason <text>', 'keep impressions below the quality gate; needs --second-person')
    .option('--second-person <name>', 'who agrees to the override')
    .option('--config <file>', 'TOML file')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action((options: EnrolOptions) => runCommand((signal) => enrol(options, signal), { json: options.json ?? false }));
