// Orders that last, given to several terminals at once: those at which the same is to hold get one order, the others get their own.
import { canonicalJson, KioskError, type Ordered, orderedSchema } from '../../../../protocol/index.ts';
import type { TerminalRow } from '../../fleet-store.ts';
import type { BookedOrder, LastingAt, LastingKind } from '../../jobs/index.ts';
import { nextVersion, refusedVersion, reportedVersion } from '../config/reported.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { giveOrder, type OrderOptions } from './give-order.ts';
import type { OrderingOfficer } from './officer-option.ts';

export interface Lasting<K extends LastingKind> {
  readonly kind: K;
  readonly rows: readonly TerminalRow[];
  readonly officer: OrderingOfficer;
  /** What is to hold there, without its kind and version; undefined: what was ordered last. */
  readonly bodyOf: (row: TerminalRow, before: LastingAt<K>) => Promise<object | undefined>;
}

interface Wanted {
  readonly terminal: string;
  readonly version: number;
  readonly what: object;
}

/** @throws KioskError USAGE where an order waits for its approval at one of them, OFFICER_REFUSED, STORE_* */
export async function orderLasting<K extends LastingKind>(
  fleet: OpenFleet,
  { kind, rows, officer, bodyOf }: Lasting<K>,
  options: OrderOptions,
  io: CommandIo,
): Promise<readonly BookedOrder[]> {
  const wanted: Wanted[] = [];
  for (const row of rows) {
    const before = await fleet.register.jobs.lastingAt(kind, row.terminal);
    mustNotWait(row, before);
    const what = await bodyOf(row, before);
    if (what) wanted.push({ terminal: row.terminal, version: versionFor(row, { kind, before, io }), what });
  }
  const orders: BookedOrder[] = [];
  for (const same of groupsOf(wanted)) {
    const asked = { what: orderedOf(kind, same), terminals: same.map(({ terminal }) => terminal), officer };
    orders.push(await giveOrder(fleet, asked, options, io));
  }
  return orders;
}

function mustNotWait(
  { terminal }: TerminalRow,
  { pending }: { readonly pending: { readonly order: string } | undefined },
): void {
  if (pending)
    throw usage(`${terminal}: order ${pending.order} waits for an approval: ridgectl jobs approve or cancel it first`);
}

function versionFor<K extends LastingKind>(
  row: TerminalRow,
  { kind, before, io }: { readonly kind: K; readonly before: LastingAt<K>; readonly io: CommandIo },
): number {
  const reported = Math.max(reportedVersion(row, kind), refusedVersion(row, kind));
  const version = nextVersion(before.highestVersion, reported);
  if (version <= reported)
    sayTo(io)(`${row.terminal} says that it holds version ${reported}; nobody has signed that, and it is not believed`);
  return version;
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

function orderedOf(kind: LastingKind, same: readonly Wanted[]): Ordered {
  const version = Math.max(...same.map((one) => one.version));
  return orderedSchema.parse({ kind, version, ...same[0]?.what });
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });
