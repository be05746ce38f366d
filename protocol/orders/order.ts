// An order: what one officer of the fleet wants of some terminals, and the approval of a second where it needs one.
import { z } from 'zod';
import { randomId } from '../people/person-fields.ts';
import { ORDER_RULES, orderedSchema } from './order-kinds.ts';

/** In one order; a larger fleet is several. */
export const MOST_TERMINALS = 1000;

/** Of the JWS of an order: long names of terminals make it fewer than those. */
export const MOST_ORDER_BYTES = 44 * 1024;

const officer = z.string().trim().min(1).max(64);
const utcMs = z.int().min(0);

/** Payload of the JWS by which an officer orders. */
export const orderSchema = z
  .strictObject({
    /** Also the name of the job at each terminal. */
    id: randomId,
    /** For people to read; who it was is told by the key. */
    by: officer,
    atMs: utcMs,
    /** By then it must have begun; null: it lasts. */
    untilMs: utcMs.nullable(),
    /** As `site.terminal`. */
    terminals: z.array(z.string().min(3).max(129)).min(1).max(MOST_TERMINALS).readonly(),
    what: orderedSchema,
  })
  .refine(
    ({ what, atMs, untilMs }) => {
      const { longestWaitMs } = ORDER_RULES[what.kind];
      if (longestWaitMs === null || untilMs === null) return longestWaitMs === untilMs;
      return untilMs > atMs && untilMs - atMs <= longestWaitMs;
    },
    { path: ['untilMs'], message: 'is not within what an order of this kind may wait' },
  );
export type Order = Readonly<z.infer<typeof orderSchema>>;

/** Payload of the JWS by which another officer approves. */
export const approvalSchema = z.strictObject({
  /** SHA-256 of the JWS of the order, hex: of that very order, and of no other that says the same. */
  order: z.string().regex(/^[0-9a-f]{64}$/),
  by: officer,
  atMs: utcMs,
});
export type Approval = Readonly<z.infer<typeof approvalSchema>>;

/** An order as it travels, and as it is kept: whoever has it can show who wanted it. */
export const signedOrderSchema = z.strictObject({
  /** With all that goes around it, base64 within base64, it is a message of `command` still. */
  order: z.string().min(1).max(MOST_ORDER_BYTES),
  approval: z.string().min(1).max(2048).nullable(),
});
export type SignedOrder = Readonly<z.infer<typeof signedOrderSchema>>;
