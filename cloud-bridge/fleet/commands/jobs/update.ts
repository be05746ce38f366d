// ridgectl update: officers have terminals take another release of the software.
import { readFile } from 'node:fs/promises';
import { KioskError, openRelease, orderedSchema } from '../../../../protocol/index.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import type { CarryOptions } from './carry.ts';
import { seeThrough, type WaitOptions } from './command.ts';
import { giveOrder, type OrderOptions } from './give-order.ts';
import { officerOf } from './officer-option.ts';
import { type TargetOptions, targetsOf } from './targets.ts';

export interface UpdateCommand extends RegisterOptions, CarryOptions, OrderOptions, TargetOptions, WaitOptions {
  /** The .jws of the publisher. */
  readonly release: string;
  readonly from: readonly string[];
}

/** @throws KioskError USAGE, OFFICER_REFUSED; of the release where it is none */
export async function updateCommand(given: readonly string[], options: UpdateCommand, io: CommandIo): Promise<0 | 1> {
  const jws = await readFile(options.release, 'utf8').catch((cause: unknown) => {
    throw usage(`--release ${options.release} cannot be read`, cause);
  });
  // Whose releases are taken each terminal knows.
  const { release, version, architecture } = await openRelease(Buffer.from(jws.trim()), 'anybody');
  const what = orderedSchema.safeParse({ kind: 'update', release: jws.trim(), from: options.from });
  if (!what.success) throw usage('--from takes up to eight web addresses, as https://releases.example/231.ridged');
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const rows = await targetsOf(fleet.store, given, options);
  sayTo(io)(
    `release ${release} (${version}, ${architecture}) for ${rows.length} terminal${rows.length === 1 ? '' : 's'}`,
  );
  const terminals = rows.map(({ terminal }) => terminal);
  const order = await giveOrder(fleet, { what: what.data, terminals, officer }, options, io);
  return await seeThrough(fleet, order, { options, io });
}

const usage = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);
