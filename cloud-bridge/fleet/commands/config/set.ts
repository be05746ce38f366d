// ridgectl config set, policy, trust: orders that last. Terminals of which the same is to hold get one order; the others get their own.
import { canonicalJson, KioskError, type Ordered, orderedSchema } from '../../../../protocol/index.ts';
import type { TerminalRow } from '../../fleet-store.ts';
import type { BookedOrder, LastingKind } from '../../jobs/index.ts';
import { mustSaySomething } from '../given-options.ts';
import type { CarryOptions } from '../jobs/carry.ts';
import { seeThrough, type WaitOptions } from '../jobs/command.ts';
import { giveOrder, type OrderOptions } from '../jobs/give-order.ts';
import { officerOf } from '../jobs/officer-option.ts';
import { type TargetOptions, targetsOf } from '../jobs/targets.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { publicKeysOf } from '../trust.ts';
import { changed, keyGiven, splitGiven } from './assignments.ts';
import { nextVersion, refusedVersion, reportedVersion } from './reported.ts';

export interface ConfigCommand extends RegisterOptions, CarryOptions, OrderOptions, TargetOptions, WaitOptions {
  readonly unset?: readonly string[];
}

interface Wanted {
  readonly terminal: string;
  readonly version: number;
  readonly what: object;
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
  return await orderEach(kind, names, { options, io }, async (fleet, row) => {
    const { newest } = await fleet.register.jobs.lastingAt(kind, row.terminal);
    return { values: changed(newest?.what.values ?? {}, set, unset) };
  });
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

async function orderEach(
  kind: LastingKind,
  names: readonly string[],
  { options, io }: Ordering,
  bodyOf: (fleet: OpenFleet, row: TerminalRow) => Promise<object>,
): Promise<0 | 1> {
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const wanted: Wanted[] = [];
  for (const row of await targetsOf(fleet.store, names, options)) {
    const { highestVersion, pending } = await fleet.register.jobs.lastingAt(kind, row.terminal);
    if (pending)
      throw usage(
        `${row.terminal}: order ${pending.order} waits for an approval: ridgectl jobs approve or cancel it first`,
      );
    const reported = Math.max(reportedVersion(row, kind), refusedVersion(row, kind));
    const version = nextVersion(highestVersion, reported);
    if (version <= reported)
      sayTo(io)(
        `${row.terminal} says that it holds version ${reported}; nobody has signed that, and it is not believed`,
      );
    wanted.push({ terminal: row.terminal, version, what: await bodyOf(fleet, row) });
  }
  const orders: BookedOrder[] = [];
  for (const same of groupsOf(wanted)) {
    const asked = { what: orderedOf(kind, same), terminals: terminalsOf(same), officer };
    orders.push(await giveOrder(fleet, asked, options, io));
  }
  // Only once all are given: the audit is told of them before any is waited for.
  let code: 0 | 1 = 0;
  for (const order of orders) code = (await seeThroughOrSay(fleet, order, { options, io })) === 0 ? code : 1;
  return code;
}

/** Those of which the same is to hold from now on: one order, of a version that none of them has had. */
function groupsOf(wanted: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const groups = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const key = canonicalJson(one.what);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

const terminalsOf = (same: readonly Wanted[]): readonly string[] => same.map(({ terminal }) => terminal);

function orderedOf(kind: LastingKind, same: readonly Wanted[]): Ordered {
  const version = Math.max(...same.map((one) => one.version));
  return orderedSchema.parse({ kind, version, ...same[0]?.what });
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
