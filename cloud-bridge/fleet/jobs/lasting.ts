// Orders that last, as the fleet has given them: which holds at a terminal, and which version the next one needs.
import {
  KioskError,
  type Order,
  type Ordered,
  type OrderedOf,
  type OrderKind,
  readOrder,
} from '../../../protocol/index.ts';
import { type Db, jobOf } from './job-rows.ts';
import type { FleetJobState } from './job-table.ts';

export const LASTING_KINDS = ['policy', 'settings', 'trust', 'operators'] as const satisfies readonly OrderKind[];
export type LastingKind = (typeof LASTING_KINDS)[number];

export interface LastingOrder<K extends LastingKind = LastingKind> {
  readonly order: string;
  readonly by: string;
  readonly what: OrderedOf<K>;
  readonly state: FleetJobState;
}

export interface LastingAt<K extends LastingKind> {
  /** The newest that was done, or can still be. */
  readonly newest: LastingOrder<K> | undefined;
  /** What nobody has approved yet holds nowhere, and nothing is built on it. */
  readonly pending: LastingOrder<K> | undefined;
  /** Of all that were ever given, also of those that came to nothing: a version is used once. */
  readonly highestVersion: number;
  /** As the terminal's own key has signed, when it took it; 0: none. */
  readonly takenVersion: number;
}

const CAME_TO_NOTHING: readonly FleetJobState[] = ['failed', 'rejected', 'timed-out', 'cancelled'];

export async function lastingAt<K extends LastingKind>(db: Db, kind: K, terminal: string): Promise<LastingAt<K>> {
  const rows = await db
    .selectFrom('job')
    .innerJoin('job_order', 'job_order.id', 'job.order_id')
    .selectAll('job')
    .select(['job_order.jws', 'job_order.state as order_state'])
    .where('job_order.kind', '=', kind)
    .where('job.terminal', '=', terminal)
    .execute();
  const orders = rows.flatMap((row) => {
    const { id: order, by, what } = readOrder(row.jws);
    const isPending = row.order_state === 'pending';
    return isOf(kind, what) ? [{ order, by, what, state: jobOf(row).state, isPending }] : [];
  });
  const inOrder = orders.sort((a, b) => versionOf(a.what) - versionOf(b.what));
  return {
    newest: inOrder.findLast(({ state, isPending }) => !isPending && !CAME_TO_NOTHING.includes(state)),
    pending: inOrder.findLast(({ isPending }) => isPending),
    highestVersion: versionOf(inOrder.at(-1)?.what),
    takenVersion: versionOf(inOrder.findLast(({ state }) => state === 'done')?.what),
  };
}

/**
 * Within the transaction that books it: what somebody else has ordered meanwhile this one knows nothing of.
 * @throws KioskError USAGE
 */
export async function mustBeNewest(db: Db, { what, terminals }: Order): Promise<void> {
  if (!isLasting(what)) return;
  const rows = await db.selectFrom('job_order').select('jws').where('kind', '=', what.kind).execute();
  const others = rows.map(({ jws }) => readOrder(jws)).filter((other) => versionOf(other.what) >= what.version);
  const ahead = new Set(others.flatMap((other) => other.terminals));
  const terminal = terminals.find((name) => ahead.has(name));
  if (terminal === undefined) return;
  const why = `somebody has ordered ${what.kind} of version ${what.version} or later meanwhile`;
  throw new KioskError('USAGE', {
    why: `${terminal}: ${why}: look at it (ridgectl config get) and order again`,
  });
}

const isLasting = (what: Ordered): what is OrderedOf<LastingKind> => LASTING_KINDS.some((kind) => kind === what.kind);

const isOf = <K extends LastingKind>(kind: K, what: Ordered): what is OrderedOf<K> => what.kind === kind;

/** 0 of what does not last. */
export const versionOf = (what: Ordered | undefined): number => (what && 'version' in what ? what.version : 0);
