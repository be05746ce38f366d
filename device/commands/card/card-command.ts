// ridged card: what can be done with a card from the command line.
import { Command, InvalidArgumentError } from 'commander';
import { type CardReaders, openCardReaders } from '../../../hal/index.ts';
import { isFileField, KioskError, systemClock, THAI_ID_FIELDS, type ThaiIdField } from '../../../protocol/index.ts';
import { type Config, readConfig } from '../../config/index.ts';
import { cardConfigOf } from '../../kiosk/hardware.ts';
import { assertWritable } from '../finger/writable.ts';
import { type CommandResult, runCommand } from '../run-command.ts';
import { keepCertificate } from './certificate.ts';
import { type ReadOptions, readCard } from './read.ts';

export interface CardReadOptions {
  readonly reader?: string;
  readonly photo?: string;
  readonly field?: readonly ThaiIdField[];
  readonly full?: boolean;
  readonly wait?: number;
  readonly config?: string;
  readonly json?: boolean;
}

export type CardCertificateOptions = Pick<CardReadOptions, 'reader' | 'wait' | 'config' | 'json'> & {
  readonly out: string;
};

type OpenReaders = (config: Config, reader: string | undefined, signal: AbortSignal) => Promise<CardReaders>;

const DEFAULT_WAIT_S = 30;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Whoever calls this means to read a card now, whether or not the service does. */
const openReaders: OpenReaders = async (config, reader, signal) => {
  const configured = cardConfigOf(config);
  if (configured.driver === 'none')
    say('card.driver is none: the service reads no cards here; this command uses PC/SC');
  const name = reader ?? configured.reader;
  return await openCardReaders(
    { driver: 'pcsc', ...(name === undefined ? {} : { reader: name }) },
    { clock: systemClock, signal },
  );
};

export async function cardRead(
  options: CardReadOptions,
  signal: AbortSignal,
  open = openReaders,
): Promise<CommandResult> {
  const { reader, photo, full = false, wait: waitS = DEFAULT_WAIT_S } = options;
  const fields = options.field ?? THAI_ID_FIELDS.filter(isFileField);
  const config = readConfig({ file: options.config, env: process.env });
  if (reader === '') throw new KioskError('USAGE', { option: '--reader', why: 'is empty' });
  if (photo !== undefined) await assertWritable(photo);
  await using readers = await open(config, reader, signal);
  const wanted: ReadOptions = { fields, full, waitS, ...(photo === undefined ? {} : { photo }) };
  return await readCard(wanted, { readers, clock: systemClock, say }, signal);
}

export async function cardCertificate(
  { out, reader, wait: waitS = DEFAULT_WAIT_S, config: file }: CardCertificateOptions,
  signal: AbortSignal,
  open = openReaders,
): Promise<CommandResult> {
  const config = readConfig({ file, env: process.env });
  if (reader === '') throw new KioskError('USAGE', { option: '--reader', why: 'is empty' });
  await assertWritable(out);
  await using readers = await open(config, reader, signal);
  return await keepCertificate({ out, waitS }, { readers, clock: systemClock, say }, signal);
}

const field = (text: string, before: readonly ThaiIdField[] = []): readonly ThaiIdField[] => {
  const found = THAI_ID_FIELDS.find((known) => known === text);
  if (!found) throw new InvalidArgumentError(`one of ${THAI_ID_FIELDS.join(', ')}`);
  return [...before, found];
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('seconds, up to 3600');
  return value;
};

const HELP = `
Reads the text fields, all of them unless --field names some, and the photo only with --photo. The religion is never read.
The citizen number is masked for people unless --full is given; --json has it in full.

Example:
  ridged card read --photo portrait.jpg`;

const CERTIFICATE_HELP = `
Of the key in slot 9A (P-256), by which operators come in at a terminal. No PIN is asked for, and nothing is written to the card.

Example:
  ridged card certificate --out somchai.pem`;

export function cardCommand(): Command {
  const card = new Command('card').description('smart cards').exitOverride();
  card
    .command('read')
    .description('read the Thai national ID card in a reader')
    .option('--reader <name>', 'name of the reader, or the beginning of it')
    .option('--photo <file>', 'also read the photo, into this JPEG file')
    .option('--field <name...>', 'read only these', field)
    .option('--full', 'show the citizen number in full')
    .option('--wait <seconds>', `for a card; ${DEFAULT_WAIT_S} without it`, seconds)
    .option('--config <file>', 'TOML file')
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action((options: CardReadOptions) =>
      runCommand((signal) => cardRead(options, signal), { json: options.json ?? false }),
    );
  card
    .command('certificate')
    .description("read the certificate of an operator's PIV card, for the fleet to know it by")
    .requiredOption('--out <file>', 'where it goes, as PEM')
    .option('--reader <name>', 'name of the reader, or the beginning of it')
    .option('--wait <seconds>', `for a card; ${DEFAULT_WAIT_S} without it`, seconds)
    .option('--config <file>', 'TOML file')
    .option('--json', 'one JSON document')
    .addHelpText('after', CERTIFICATE_HELP)
    .action((options: CardCertificateOptions) =>
      runCommand((signal) => cardCertificate(options, signal), { json: options.json ?? false }),
    );
  return card;
}
