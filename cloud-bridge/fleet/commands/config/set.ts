// ridgectl config set, policy, trust: orders that last. Terminals of which the same is to hold get one order; the others get their own.
import { KioskError } from '../../../../protocol/index.ts';
import type { BookedOrder, LastingKind } from '../../jobs/index.ts';
import { mustSaySomething } from '../given-options.ts';
import type { CarryOptions } from '../jobs/carry.ts';
import { seeThrough, type WaitOptions } from '../jobs/command.ts';
import type { OrderOptions } from '../jobs/give-order.ts';
import { officerOf } from '../jobs/officer-option.ts';
import { type Lasting, orderLasting } from '../jobs/order-lasting.ts';
import { type TargetOptions, targetsOf } from '../jobs/targets.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { publicKeysOf } from '../trust.ts';
import { changed, keyGiven, splitGiven } from './assignments.ts';

export interface ConfigCommand extends RegisterOptions, CarryOptions, OrderOptions, TargetOptions, WaitOptions {
  readonly unset?: readonly string[];
}

/** @param kind `settings`: what does not decide about people; `policy`: what does */
export async function configSetCommand(
  kind: 'settings' | 'policy',
  given: readonly string[],
  options: ConfigCommand,
  io: CommandIo,
): Promise<0 | 1> {
  mustSaySomething(options);
  const { names, set } = splitGiven(given);
  const unset = (options.unset ?? []).map(keyGiven);
  if (Object.keys(set).length + unset.length === 0) throw usage('say what is to hold, as clock.dayStartsAt=05:00');
  return await orderEach(kind, names, { options, io }, async (_row, { newest }) => ({
    values: changed(newest?.what.values ?? {}, set, unset),
  }));
}

/** Whoever is an officer now, and the services' keys: by it a new officer becomes known, and a key that was replaced or retired counts no more. */
export async function configTrustCommand(
  given: readonly string[],
  options: ConfigCommand,
  io: CommandIo,
): Promise<0 | 1> {
  mustSaySomething(options);
  const { keys } = await publicKeysOf(options, io.clock);
  return await orderEach('trust', given, { options, io }, async () => ({ keys }));
}

interface Ordering {
  readonly options: ConfigCommand;
  readonly io: CommandIo;
}

async function orderEach<K extends LastingKind>(
  kind: K,
  names: readonly string[],
  { options, io }: Ordering,
  bodyOf: Lasting<K>['bodyOf'],
): Promise<0 | 1> {
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const rows = await targetsOf(fleet.store, names, options);
  const orders = await orderLasting(fleet, { kind, rows, officer, bodyOf }, options, io);
  // Only once all are given: the audit is told of them before any is waited for.
  let code: 0 | 1 = 0;
  for (const order of orders) code = (await seeThroughOrSay(fleet, order, { options, io })) === 0 ? code : 1;
  return code;
}

/** What a second officer has to approve is not waited for. */
async function seeThroughOrSay(fleet: OpenFleet, order: BookedOrder, { options, io }: Ordering): Promise<0 | 1> {
  if (order.state !== 'pending') return await seeThrough(fleet, order, { options, io });
  const { id, what, terminals } = order.order;
  sayTo(io)(`another administrator has to approve it: ridgectl jobs approve ${id}`);
  const told = { order: { id, what, terminals }, state: order.state };
  io.out(options.json ? `${JSON.stringify(told)}\n` : `order ${id} waits for its approval\n`);
  return 0;
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });
