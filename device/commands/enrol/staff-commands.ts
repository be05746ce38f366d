// ridged enrol-face and ridged link-card: for staff whose fingers cannot be read, or who would rather hold a card to the reader first.
import { Command } from 'commander';
import { waitForCard } from '../../../hal/index.ts';
import { Deadline, KioskError } from '../../../protocol/index.ts';
import { linkCard } from '../../flows/enrol/link-card.ts';
import { readCardNumber } from '../../kiosk/clock/card-numbers.ts';
import type { Kiosk } from '../../kiosk/kiosk.ts';
import { type CommandResult, runCommand } from '../run-command.ts';
import { type ConsentOptions, consentOf } from './consent.ts';
import { configFor, openOffline, type WhereOptions } from './open-offline.ts';

export interface StaffOptions extends ConsentOptions, WhereOptions {
  readonly nameTh?: string;
  readonly nameEn?: string;
  readonly json?: boolean;
}

const CARD_WITHIN_MS = 30_000;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** @throws KioskError CONSENT_MISSING, USAGE; of the terminal */
export async function enrolFaceFrom(
  { parts }: Pick<Kiosk, 'parts'>,
  options: StaffOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { enrolFace, events } = parts;
  if (!enrolFace) throw new KioskError('USAGE', { what: 'no face can be taken here', why: 'run "ridged doctor"' });
  const { code, nameTh, nameEn, enroller } = options;
  const consentId = await consentOf(options, 'clocking by the face');
  const stop = events.listen((event) => {
    if (event.type === 'face-challenge') say(`${event.guidance.th}  ${event.guidance.en}`);
    if (event.type === 'face-guide' && event.guidance) say(`${event.guidance.th}  ${event.guidance.en}`);
  });
  const names = { ...(nameTh !== undefined && { nameTh }), ...(nameEn !== undefined && { nameEn }) };
  try {
    const result = await enrolFace({ code, ...names, consentId, enroller }, signal);
    if (!result.enrolled) return { json: result, text: `not enrolled: ${result.reason}`, exitCode: 1 };
    const whose = result.isNew ? `enrolled ${code} by the face alone` : `the face of ${code} is kept`;
    return { json: result, text: `${whose}; entry ${result.seq}`, exitCode: 0 };
  } finally {
    stop();
  }
}

class NoCard extends Error {}

/** @throws KioskError CONSENT_MISSING, PERSON_UNKNOWN, PERSON_EXISTS; of the terminal */
export async function linkCardFrom(
  { parts }: Pick<Kiosk, 'parts'>,
  options: StaffOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { readers, stores, config } = parts;
  const { code, enroller } = options;
  if (config.card.driver === 'none')
    throw new KioskError('USAGE', { what: 'no card is read here', key: 'card.driver' });
  if (!stores.people.byCode(code)) throw new KioskError('PERSON_UNKNOWN');
  const consentId = await consentOf(options, 'clocking with this card');
  say(`insert a card, or hold it to ${readers.names.join(' or ') || 'the reader'}`);
  using limit = new Deadline(signal, CARD_WITHIN_MS, () => new NoCard());
  const no = (reason: string): CommandResult => ({ json: { linked: false, reason }, text: reason, exitCode: 1 });
  try {
    const reading = await readCardNumber(await waitForCard(readers, limit.signal), signal);
    if (reading.kind === 'retry') return no(reading.reason);
    const photo = await reading.photo?.(signal);
    if (photo?.kind === 'retry') return no(photo.reason);
    const { kind, number } = reading.card;
    try {
      const result = linkCard(
        { code, consentId, enroller },
        { kind, number, ...(photo && { photo: photo.jpeg }) },
        stores,
      );
      const text = `a ${kind} card is linked to ${code}; entry ${result.seq}`;
      return { json: { linked: true, ...result }, text, exitCode: 0 };
    } finally {
      photo?.jpeg.fill(0);
    }
  } catch (reason) {
    if (reason instanceof NoCard) return no('no-card');
    throw reason;
  }
}

const FACE_HELP = `
Guides the person to a good picture, asks for a movement, and keeps the face under the consent. Somebody who is not enrolled yet needs the
names too. The service must not be running on the same data folder.

Example:
  ridged enrol-face --code 5900000021 --consent C-2026-0418`;

const CARD_HELP = `
Of a Thai ID card the citizen number and the photo are read, of a contactless card the number that its reader tells; none is kept, only HMACs.
The service must not be running on the same data folder.

Example:
  ridged link-card --code 5900000021 --consent C-2026-0419`;

const common = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .requiredOption('--code <hr>', 'HR code; leading zeros count')
    .option('--consent <id>', 'under which it is kept; asked for where it is missing')
    .option('--enroller <name>', 'who enrols', process.env['USER'] ?? 'operator')
    .option('--config <file>', 'TOML file')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document');

export const enrolFaceCommand = (): Command =>
  common('enrol-face', 'keep the face of somebody who clocks with a card or a number')
    .option('--name-th <name>', 'name in Thai, of somebody new')
    .option('--name-en <name>', 'name in English, of somebody new')
    .addHelpText('after', FACE_HELP)
    .action((options: StaffOptions) =>
      runCommand(
        async (signal) => {
          // Whoever calls this means to keep a face, whether or not the service is told yet that faces clock.
          await using kiosk = await openOffline(configFor(options, { clock: { face: true } }), signal);
          return await enrolFaceFrom(kiosk, options, signal);
        },
        { json: options.json ?? false },
      ),
    );

export const linkCardCommand = (): Command =>
  common('link-card', 'somebody clocks with this card and a finger, or the face')
    .addHelpText('after', CARD_HELP)
    .action((options: StaffOptions) =>
      runCommand(
        async (signal) => {
          await using kiosk = await openOffline(configFor(options), signal);
          return await linkCardFrom(kiosk, options, signal);
        },
        { json: options.json ?? false },
      ),
    );
