// ridged update: which release runs on this machine, and what root's units do about others.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { KioskError } from '../../../protocol/index.ts';
import { restartService } from '../../machine/index.ts';
import {
  alone,
  hardwareName,
  openUpdater,
  PLACES,
  publisherFolders,
  publishersIn,
  type SlotPlaces,
  type Slots,
  takeAsked,
  trustPublisher,
} from '../../update/index.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';

interface UpdateOptions extends SlotPlaces {
  readonly data: string;
  readonly restart?: true;
  readonly why: string;
  readonly json?: true;
}

type Work = (options: UpdateOptions, signal: AbortSignal, given: readonly string[]) => Promise<CommandResult>;

const DATA = '/var/lib/ridged';

export function updateCommand(host: CommandHost = process): Command {
  const update = new Command('update').description(
    'releases of the software: which one runs, another one on trial, and back',
  );
  const add = (words: string, description: string, example: string, work: Work): Command =>
    update
      .command(words)
      .description(description)
      .option('--folder <dir>', 'of the releases beside the package', PLACES.folder)
      .option('--base <dir>', 'of the package', PLACES.base)
      .option('--json', 'one JSON document')
      .addHelpText('after', `\nExample:\n  ridged update ${example}`)
      .action((...args: unknown[]) => {
        const command = args.at(-1) as Command; // commander hands itself over last
        const options: UpdateOptions = command.opts();
        return runCommand((signal) => work(options, signal, command.args), { json: options.json === true }, host);
      });
  const restarting = (command: Command): Command =>
    command.option('--restart', 'start the service anew where another release is to run');

  add('status', 'which release runs, which is on trial, which have failed', 'status', (places) => status(places));
  add(
    'trust <file>',
    "take releases of this publisher from now on (the .pub of 'ridged release keygen')",
    'trust publisher.key.pub',
    inOrder(trust),
  );
  restarting(
    add(
      'apply <release> <archive>',
      'put a release on trial: it runs from the next start of the service on',
      'apply ridged-1.4.0-231-amd64.jws ridged-1.4.0-231-amd64.ridged --restart',
      inOrder(apply),
    ),
  );
  restarting(
    add(
      'back',
      'leave the release on trial, or one that was kept, at once',
      'back --why "the lamp stays dark" --restart',
      inOrder(back),
    ),
  ).option('--why <text>', 'as it is noted', 'an administrator went back');
  add('forgive <release>', 'a release that has failed here may be tried again', 'forgive 231', inOrder(forgive));
  add('take', 'for a unit: do what the service asks', 'take --data /var/lib/ridged', inOrder(take)).option(
    '--data <dir>',
    'of the service',
    DATA,
  );
  add('settle', 'for a package: what it has installed runs, where nothing newer is staged', 'settle', inOrder(settle));
  add(
    'starting',
    'for a unit: before each start of the service, while a release is on trial',
    'starting',
    inOrder(starting),
  );
  restarting(
    add('look', 'for a timer: every five minutes, while a release is on trial', 'look --restart', inOrder(look)),
  );
  return update;
}

/** What it writes everybody may read, whoever calls it; and nobody else writes meanwhile. */
const inOrder =
  (work: Work): Work =>
  async (options, signal, given) => {
    const before = process.umask(0o022);
    try {
      return await alone(options.folder, () => work(options, signal, given), signal);
    } finally {
      process.umask(before);
    }
  };

/** @throws KioskError UPDATE_REFUSED, KEY_UNAVAILABLE */
async function status(places: SlotPlaces): Promise<CommandResult> {
  const slots = await (await openUpdater(places)).state();
  const publishers = await publishersIn(publisherFolders(places));
  const hardware = (await hardwareName()) ?? null;
  const { active, holds, trial, failed } = slots;
  const lines = [
    `release ${holds[active]} runs${active === 'base' ? ', as the package has installed it' : ''}${trial ? `, on trial: begun ${trial.starts} times` : ''}`,
    `this machine is ${hardware ?? 'of no name'}`,
    `${holds.base} is the package's, ${slots.highest} the highest that has run well here`,
    ...failed.map(({ release, why }) => `${release} was left: ${why}`),
    publishers.length === 0
      ? 'no publisher is trusted: no release is taken ("ridged update trust FILE")'
      : `trusted: ${publishers.join(', ')}`,
  ];
  return { json: { runs: holds[active], hardware, ...slots, publishers }, text: lines.join('\n'), exitCode: 0 };
}

const trust: Work = async ({ folder, base }, _, [file = '']) => {
  const [, own = ''] = publisherFolders({ folder, base });
  const kid = await trustPublisher(file, own);
  return { json: { kid }, text: `releases signed by ${kid} are taken from now on`, exitCode: 0 };
};

const apply: Work = async (options, signal, [release = '', archive = '']) => {
  const jws = await readFile(release).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${release} cannot be read` }, cause);
  });
  const updater = await openUpdater(options);
  const { release: staged, slot } = await updater.apply(jws, archive, signal);
  await restarted(options, signal);
  const { release: number, version } = staged;
  return {
    json: { release: number, version, slot },
    text: `release ${number} (${version}) is on trial from the next start of the service on`,
    exitCode: 0,
  };
};

const back: Work = async (options, signal) => {
  const updater = await openUpdater(options);
  const before = await updater.state();
  const slots = await updater.goBack(options.why);
  if (before.active === slots.active)
    return { json: { left: null }, text: 'the package runs: nothing is before it', exitCode: 1 };
  return await changed(before, slots, options, signal);
};

const forgive: Work = async (options, _, [release = '']) => {
  const slots = await (await openUpdater(options)).forgive(Number(release));
  const left = slots.failed.map(({ release }) => release);
  return { json: { failed: left }, text: `failed here: ${left.join(', ') || 'none'}`, exitCode: 0 };
};

const take: Work = async ({ folder, base, data }, signal) => {
  const updater = await openUpdater({ folder, base });
  const before = await updater.state();
  const said = await takeAsked({ dataDir: data, releases: folder, updater }, signal);
  const kept = keptSince(before, await updater.state());
  const texts = [
    ...(kept === null ? [] : [`release ${kept} is kept`]),
    ...(said ? [`${said.outcome}${said.code ? `: ${said.code}, ${said.why}` : ''}`] : []),
  ];
  return {
    json: { kept, said: said ?? null },
    text: texts.join('; ') || 'nothing was to be staged or kept',
    exitCode: said?.outcome === 'refused' ? 1 : 0,
  };
};

/** The release that ran on trial before, and has run well. */
const keptSince = (before: Slots, { highest }: Slots): number | null => (highest > before.highest ? highest : null);

const settle: Work = async (options) => {
  const slots = await (await openUpdater(options)).settle();
  return toldOf(slots, slots);
};

const starting: Work = async (options) => {
  const updater = await openUpdater(options);
  const before = await updater.state();
  return toldOf(before, await updater.starting());
};

const look: Work = async (options, signal) => {
  const updater = await openUpdater(options);
  const before = await updater.state();
  return await changed(before, await updater.look(), options, signal);
};

/** The service is to run it at once. */
async function changed(
  before: Slots,
  after: Slots,
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  if (before.active !== after.active) await restarted(options, signal);
  return toldOf(before, after);
}

function toldOf(before: Slots, after: Slots): CommandResult {
  const [was, is] = [before.holds[before.active], after.holds[after.active]];
  const isLeft = before.active !== after.active;
  return {
    json: { runs: is, left: isLeft ? was : null },
    text: isLeft ? `release ${was} is left for ${is}` : `release ${is} runs`,
    exitCode: 0,
  };
}

/** @throws KioskError MACHINE_REFUSED */
async function restarted({ restart }: UpdateOptions, signal: AbortSignal): Promise<void> {
  if (restart) await restartService(signal);
}
