// Makes an order, has its officer sign it, and writes it into the book: from then on it stands, whoever carries it.
import { randomBytes } from 'node:crypto';
import {
  KioskError,
  MOST_ORDER_BYTES,
  MOST_TERMINALS,
  newId,
  ORDER_RULES,
  type Ordered,
  orderSchema,
  signOrder,
} from '../../../../protocol/index.ts';
import { type BookedOrder, stagesOf } from '../../jobs/index.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { durationGiven } from '../times.ts';
import { mustBeAllowed, type OrderingOfficer } from './officer-option.ts';
import { orderChange } from './order-change.ts';

export interface OrderOptions {
  /** As 1,10%,100%. */
  readonly stages?: string;
  /** Per cent, as "10%". */
  readonly abortAt?: string;
  /** As 2h: by then it must have begun. */
  readonly beginWithin?: string;
}

export interface NewOrdered {
  readonly what: Ordered;
  /** SITE.TERMINAL. */
  readonly terminals: readonly string[];
  readonly officer: OrderingOfficer;
}

/** A time that is signed grows old. */
const TIME_WAIT_MS = 60_000;
/** So long most orders may wait, where the kind lets them. */
const USUAL_WAIT_MS = 86_400_000;

/** @throws KioskError USAGE, OFFICER_REFUSED, STORE_* */
export async function giveOrder(
  { register }: OpenFleet,
  { what, terminals, officer }: NewOrdered,
  options: OrderOptions,
  { clock, desk }: Pick<CommandIo, 'clock' | 'desk'>,
): Promise<BookedOrder> {
  mustBeAllowed(officer, what.kind);
  if (terminals.length > MOST_TERMINALS) throw tooMany();
  const atMs = clock.nowMs();
  const order = orderSchema.parse({
    ...{ id: newId(randomBytes), by: officer.name, atMs, terminals, what },
    untilMs: untilOf(what, atMs, options.beginWithin),
  });
  const jws = await signOrder(order, officer);
  if (jws.length > MOST_ORDER_BYTES) throw terminals.length > 1 ? tooMany() : tooMuch(what);
  const stages = stagesOf(options.stages ?? '100%', terminals.length);
  const signed = { order: jws, approval: null };
  const booked = await register.jobs.add({ signed, stages, abortAt: percentOf(options) });
  desk?.note(orderChange(null, booked));
  return booked;
}

const tooMany = (): KioskError =>
  new KioskError('USAGE', { why: 'these are too many terminals for one order: give it site by site (--site)' });

/** Of one terminal alone. */
const tooMuch = ({ kind }: Ordered): KioskError =>
  new KioskError('USAGE', {
    why: `${kind}: that is more than fits into one order${kind === 'operators' ? ': take back some of their keys (ridgectl operators revoke-key)' : ''}`,
  });

function untilOf({ kind }: Ordered, atMs: number, within: string | undefined): number | null {
  const { longestWaitMs } = ORDER_RULES[kind];
  if (longestWaitMs === null) return null;
  const waitMs =
    within === undefined
      ? Math.min(kind === 'set-time' ? TIME_WAIT_MS : USUAL_WAIT_MS, longestWaitMs)
      : durationGiven('--begin-within', within, 30);
  if (waitMs > 0 && waitMs <= longestWaitMs) return atMs + waitMs;
  throw new KioskError('USAGE', {
    why: `--begin-within ${within}: ${kind} may wait ${longestWaitMs / 60_000} minutes at most`,
  });
}

function percentOf({ abortAt = '10%' }: OrderOptions): number {
  const percent = Number(/^(\d{1,3})%$/.exec(abortAt)?.[1] ?? Number.NaN);
  if (percent <= 100) return percent;
  throw new KioskError('USAGE', { why: `--abort-at ${abortAt}: give a share as 10%` });
}
