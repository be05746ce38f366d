// `ridged config check`, `show` and `migrate`: what is wrong in the configuration, what holds, and a file of an older version.
import { Command } from 'commander';
import { systemClock } from '../../../protocol/index.ts';
import {
  aboutKeys,
  type Config,
  type ConfigCheck,
  type checkConfig,
  describeMistake,
  FILE_VERSION,
  invalidBy,
  keysOf,
  type Policy,
  type SectionName,
  sectionNames,
} from '../../config/index.ts';
import { checkStanding, openStanding, readStandingPolicy } from '../../standing/index.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';
import { configMigrate } from './config-migrate.ts';

type Good = Extract<ConfigCheck, { ok: true }>;
type Sources = Parameters<typeof checkConfig>[0];

/** The check is clean, or it is not: both are an answer. */
export async function configCheck(sources: Sources): Promise<CommandResult> {
  const check = checkStanding(sources);
  const file = sources.file ?? null;
  if (check.ok) {
    const { ignored, version } = check;
    const told = [...olderFile(file, version), ...ignored.map(describeMistake)].map((each) => `  ${each}`);
    const text = ['the configuration is good', ...told].join('\n');
    return { json: { ok: true, file, version, mistakes: [], ignored }, text, exitCode: 0 };
  }
  const { mistakes } = check;
  const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
  const text = [`${count}:`, ...mistakes.map((mistake) => `  ${describeMistake(mistake)}`)].join('\n');
  return { json: { ok: false, file, mistakes }, text, exitCode: 1 };
}

const olderFile = (file: string | null, version: number | null): readonly string[] =>
  version === null || version >= FILE_VERSION
    ? []
    : [`${file} is of version ${version}: ridged config migrate --config ${file} makes it ${FILE_VERSION}`];

export interface Shown {
  readonly value: unknown;
  readonly source: string;
  readonly restart: boolean;
}

export interface ShownSettings {
  readonly head: Readonly<Record<string, Shown>>;
  readonly sections: Readonly<Record<string, Readonly<Record<string, Shown>>>>;
  readonly policy: Policy;
}

/** Without what is secret. @throws KioskError CONFIG_INVALID: what does not hold cannot be shown */
export async function settingsAsTheyHold(sources: Sources): Promise<ShownSettings> {
  const check = await checkAsItHolds(sources);
  if (!check.ok) throw invalidBy(check.mistakes);
  return {
    head: headOf(check, sources.file),
    sections: Object.fromEntries(sectionNames.map((section) => [section, shownIn(section, check)])),
    policy: await readStandingPolicy(check.config.data.dir, () => undefined),
  };
}

/** @throws KioskError CONFIG_INVALID */
export async function configShow(sources: Sources): Promise<CommandResult> {
  const { head, sections, policy } = await settingsAsTheyHold(sources);
  const linesOf = (keys: Readonly<Record<string, Shown>>): readonly string[] => Object.entries(keys).map(line);
  const text = [
    linesOf(head).join('\n'),
    ...Object.entries(sections).map(([section, keys]) => [`[${section}]`, ...linesOf(keys)].join('\n')),
    `policy ${policy.version} (not from the configuration)`,
  ].join('\n\n');
  return { json: { ...head, ...sections, policy }, text, exitCode: 0 };
}

function headOf({ version, profile }: Good, file: string | undefined): Readonly<Record<string, Shown>> {
  return {
    version: { value: version, source: file ?? 'default', restart: false },
    profile: { value: profile.name, source: profile.source, restart: true },
  };
}

/** With what the fleet has set from afar, where that can be read and goes together with what stands here. */
async function checkAsItHolds(sources: Sources): Promise<ConfigCheck> {
  const local = checkStanding(sources);
  const standing = local.ok ? await openStanding(local.config.data.dir, () => undefined) : undefined;
  const fleet = standing?.of('settings')?.what;
  const signed = checkStanding({ ...sources, fleet });
  return signed.ok ? signed : local;
}

function shownIn(section: SectionName, { config, sourceOf }: Good): Record<string, Shown> {
  const entries = Object.entries(keysOf(section)).map(([key, schema]) => {
    const { restart = false, secret = false } = aboutKeys.get(schema) ?? {};
    const source = sourceOf(`${section}.${key}`);
    const value = settingOf(config, section, key);
    const isHidden = secret && source !== 'default';
    return [key, { value: isHidden ? '(hidden)' : value, source, restart }] as const;
  });
  return Object.fromEntries(entries);
}

const settingOf = (config: Config, section: SectionName, key: string): unknown =>
  new Map<string, unknown>(Object.entries(config[section])).get(key) ?? null;

const line = ([key, { value, source, restart }]: [string, Shown]): string =>
  `${`${key} = ${value === null ? '(none)' : JSON.stringify(value)}`.padEnd(40)} # ${source}${restart ? ', restart' : ''}`;

interface Options {
  readonly config?: string;
  readonly json?: true;
}

export function configCommand(env: Sources['env'] = process.env, host: CommandHost = process): Command {
  const command = new Command('config')
    .description('the configuration: what is wrong in it, and what holds')
    // Inherited by what is made with .command(), not by what is given to addCommand(): said here, for `ridged` to catch.
    .exitOverride();
  const add = (name: string, description: string, work: (sources: Sources) => Promise<CommandResult>): void => {
    command
      .command(name)
      .description(description)
      .option('--config <file>', 'the TOML file; without it defaults and environment')
      .option('--json', 'one JSON document')
      .addHelpText('after', `\nExample:\n  ridged config ${name} --config /etc/ridged.toml`)
      .action((options: Options) =>
        runCommand(() => work({ file: options.config, env }), { json: options.json === true }, host),
      );
  };
  add('check', 'tells every mistake at once, each with its line', configCheck);
  add('show', 'tells each setting, where it comes from, and whether a change needs a restart', configShow);
  add('migrate', 'makes a file of an older version one of this version, and keeps it beside as it was', ({ file }) =>
    configMigrate(file, systemClock),
  );
  return command;
}
