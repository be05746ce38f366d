// How the audit is told of an order: what it orders of which terminals, and the hash of what its officer has signed.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ordered } from '../../../../protocol/index.ts';
import type { BookedOrder } from '../../jobs/index.ts';
import type { Change } from '../../office/index.ts';

/** Nothing in an order is a secret, nor the name of somebody of the register. @param before null: it is given now */
export function orderChange(before: BookedOrder | null, { order, signed, state }: BookedOrder): Change {
  const sha256 = createHash('sha256').update(signed.order).digest('hex');
  const { what, terminals } = order;
  const after = z.json().parse({ state, what: toldOf(what), terminals, sha256 });
  return { kind: 'order', id: order.id, before: before && { state: before.state }, after };
}

/** Of site operators by their ids: their names are for the register to say, their keys are as the hash has them. */
const toldOf = (what: Ordered): object =>
  what.kind === 'operators' ? { ...what, operators: what.operators.map(({ id, role }) => ({ id, role })) } : what;
