// Orders carry the signature of whoever gave them to the terminal itself (compact JWS, EdDSA), and that of a second officer where two are needed:
// the service that sends them can neither make one up nor change it.
import { createHash } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import {
  type Approval,
  approvalSchema,
  ORDER_RULES,
  type Order,
  type OrderingRole,
  orderSchema,
  type SignedOrder,
} from '../orders/index.ts';
import { randomId } from '../people/person-fields.ts';
import type { Signer } from './command-envelope.ts';
import type { TrustedKeys } from './trusted-keys.ts';

const ORDER_TYPE = 'ridged-order+jws';
const APPROVAL_TYPE = 'ridged-approval+jws';

type OfficerKey = Pick<Signer, 'kid' | 'key'>;

export const signOrder = (order: Order, officer: OfficerKey): Promise<string> => sign(order, ORDER_TYPE, officer);

/** @param order the JWS of the order, which is to be read before it is approved */
export const approveOrder = (
  order: string,
  { by, atMs }: Omit<Approval, 'order'>,
  officer: OfficerKey,
): Promise<string> => sign({ order: digestOf(order), by, atMs } satisfies Approval, APPROVAL_TYPE, officer);

export interface OpenedOrder {
  readonly order: Order;
  /** Names of the keys. */
  readonly orderedBy: string;
  readonly approvedBy: string | null;
}

/**
 * Whether it is too late for it, or was carried out before, is for whoever carries it out to know.
 * @param terminal as `site.terminal`
 * @throws KioskError FLEET_UNTRUSTED: `why` is `malformed`, `unknown-key`, `role`, `signature`, `audience`, or `approval` where a second officer is needed and none, or the same, has approved
 */
export async function openOrder(
  { order: jws, approval }: SignedOrder,
  { trust, terminal }: { readonly trust: TrustedKeys; readonly terminal: string },
): Promise<OpenedOrder> {
  const claimed = readOrder(jws);
  const { role, second } = ORDER_RULES[claimed.what.kind];
  const { content: order, kid: orderedBy } = await open(jws, { typ: ORDER_TYPE, schema: orderSchema, role, trust });
  if (!order.terminals.includes(terminal)) throw distrust('audience');
  if (!second) return { order, orderedBy, approvedBy: null };
  return { order, orderedBy, approvedBy: await approver(jws, approval, orderedBy, trust) };
}

async function approver(jws: string, approval: string | null, orderedBy: string, trust: TrustedKeys): Promise<string> {
  if (approval === null) throw distrust('approval', { detail: 'a second officer has to approve it' });
  const asApproval = { typ: APPROVAL_TYPE, schema: approvalSchema, role: 'administrator', trust } as const;
  const { content, kid } = await open(approval, asApproval);
  if (content.order !== digestOf(jws)) throw distrust('approval', { detail: 'it approves of another order' });
  if (kid === orderedBy) throw distrust('approval', { detail: 'whoever ordered it has approved it' });
  return kid;
}

const distrust = (why: string, context: KioskError['context'] = {}, cause?: unknown): KioskError =>
  new KioskError('FLEET_UNTRUSTED', { what: 'order', why, ...context }, cause);

const digestOf = (jws: string): string => createHash('sha256').update(jws).digest('hex');

const sign = (content: object, typ: string, { kid, key }: OfficerKey): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'EdDSA', typ, kid })
    .sign(key);

interface Opening<T> {
  readonly typ: string;
  readonly schema: z.ZodType<T>;
  readonly role: OrderingRole;
  readonly trust: TrustedKeys;
}

async function open<T>(jws: string, { typ, schema, role, trust }: Opening<T>): Promise<{ content: T; kid: string }> {
  let signedBy = '';
  try {
    const { payload } = await compactVerify(
      jws,
      async (header) => {
        if (header.typ !== typ) throw distrust('malformed', { typ: String(header.typ).slice(0, 64) });
        const key = await officerKey(header.kid, role, trust);
        if (typeof key === 'string') throw distrust(key, { kid: String(header.kid).slice(0, 128) });
        signedBy = String(header.kid);
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    return { content: read(schema, payload), kid: signedBy };
  } catch (cause) {
    throw cause instanceof KioskError ? cause : distrust('signature', {}, cause);
  }
}

const namedSchema = z.object({ id: randomId, what: z.object({ kind: z.string().max(100) }) });

/** What an order calls itself, whoever has written it: enough to answer it, and to do nothing else. Undefined where it says nothing. */
export function nameOfOrder({ order }: SignedOrder): { readonly id: string; readonly kind: string } | undefined {
  try {
    const { id, what } = read(namedSchema, payloadOf(order));
    return { id, kind: what.kind };
  } catch {
    return undefined;
  }
}

const payloadOf = (jws: string): Uint8Array => Buffer.from(jws.split('.')[1] ?? '', 'base64url');

/**
 * What an order says, whoever has written it: for whoever keeps it, and for whoever is to approve it. Which role has to have signed it follows
 * from it; a terminal does nothing else with it before the signature holds.
 * @throws KioskError FLEET_UNTRUSTED, `malformed`
 */
export const readOrder = (jws: string): Order => read(orderSchema, payloadOf(jws));

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  try {
    return schema.parse(readJson(bytes));
  } catch (cause) {
    throw distrust('malformed', {}, cause);
  }
}

/** The keys of services have their one role; those of officers may look, whatever else they may: so the key that carries orders gives none. */
async function officerKey(kid: string | undefined, role: OrderingRole, trust: TrustedKeys) {
  const looking = await trust.verifier(kid, 'viewer');
  return typeof looking === 'string' ? looking : await trust.verifier(kid, role);
}
