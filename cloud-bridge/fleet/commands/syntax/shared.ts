// What several commands have in common: their options, and how an example is shown.
import { type Command, Option } from 'commander';

/** Runs a command, and keeps its exit code. */
export type Run = (work: () => Promise<0 | 1>) => Promise<void>;

export const example = (text: string): string => `\nExample:\n  $ ${text}`;

/** Every command has them. */
export const withStore = (command: Command): Command =>
  command
    .requiredOption(
      '--store <store>',
      'where the fleet is kept: sqlite:FILE, or postgres://ROLE@HOST/DATABASE with its password in PGPASSFILE or PGPASSWORD',
    )
    .option('--json', 'one JSON document (for what goes on: one a line) instead of text for people');

/** Those that sign, seal or open. */
export const withKeys = (command: Command): Command =>
  withStore(command).option(
    '--keys <file>',
    'with postgres://: where this machine keeps the keys of the fleet (FILE.keys.json, FILE.operator.json, FILE.templates.key.json; 0600)',
  );

/** Those that look into the register of people. */
export const withRegister = (command: Command): Command =>
  withKeys(command).option(
    '--templates <url>',
    'with postgres://: another database or role for the templates, as postgres://ROLE@HOST/DATABASE',
  );

export const withBroker = (command: Command): Command =>
  withLogin(
    command.requiredOption(
      '--broker <url>',
      'the broker: mqtts://HOST:PORT, wss://HOST:PORT/PATH (by WebSocket), or mqtt:// and ws://, which do not encrypt',
    ),
  );

/** How a broker is spoken to, and who we are to it. */
export const withLogin = (command: Command): Command =>
  command
    .addOption(new Option('--mqtt <version>', 'what the broker speaks').choices(['5', '3.1.1']).default('5'))
    .option('--ca <file>', 'PEM: who may have signed the certificate of the broker')
    .option('--crl <file>', 'PEM: which certificates of theirs were revoked, with --ca')
    .option('--cert <file>', 'PEM: our certificate')
    .option('--key <file>', 'PEM: its key, readable by its owner alone (chmod 600)')
    .option('--username <name>', 'for brokers that ask for one, with --password-file')
    .option('--password-file <file>', 'one line, readable by its owner alone (chmod 600)')
    .option(
      '--proxy <url>',
      'where the way to the broker leads through one: http://HOST:PORT; HTTPS_PROXY is not heeded',
    )
    .option('--proxy-username <name>', 'for proxies that ask for one, with --proxy-password-file')
    .option('--proxy-password-file <file>', 'one line, readable by its owner alone (chmod 600)');

/** Those that order something: carried from here where a broker is named. */
export const withCarrier = (command: Command): Command =>
  withLogin(
    withRegister(command).option('--broker <url>', 'carry it from here; without it "ridgectl deliver" has to run'),
  );

/** Who does it. */
export const byOption = (): Option =>
  new Option('--by <name>', 'who decides').default(process.env['USER'] ?? 'manager');

/** Of what is grave: once the fleet has officers it must be given. */
export const reasonOption = (): Option => new Option('--reason <text>', 'why, for the audit; officers must say');
