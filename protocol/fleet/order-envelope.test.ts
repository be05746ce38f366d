// Orders: carried out as officers with the right have given them, and not otherwise.
import { CompactSign } from 'jose';
import t from 'tap';
import {
  approveOrder,
  isFault,
  type Order,
  type Ordered,
  openOrder,
  orderKinds,
  orderSchema,
  type SignedOrder,
  signOrder,
  TrustedKeys,
} from '../index.ts';
import { officerKeys } from './fixtures/keys.ts';

const AT_MS = Date.UTC(2026, 10, 30, 8);
const MINUTE_MS = 60_000;
const TERMINAL = 'bangkok.gate-17';

const orderOf = (what: Ordered, changes: Partial<Order> = {}): Order => ({
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  by: 'สมหญิง ใจดี',
  atMs: AT_MS,
  untilMs: AT_MS + MINUTE_MS,
  terminals: [TERMINAL, 'bangkok.gate-18'],
  what,
  ...changes,
});

const LOCK: Ordered = { kind: 'lock', reason: 'น้ำท่วม' };
const WIPE: Ordered = { kind: 'wipe', reason: 'stolen' };

async function officers() {
  const [operator, chief, deputy] = await Promise.all([
    officerKeys('operator', 'officer'),
    officerKeys('administrator', 'chief'),
    officerKeys('administrator', 'deputy'),
  ]);
  const trust = new TrustedKeys({ keys: [operator, chief, deputy].flatMap(({ jwks }) => jwks.keys) });
  return { operator: operator.signer, chief: chief.signer, deputy: deputy.signer, trust };
}

const whyOf = ({ why }: Readonly<Record<string, unknown>>): unknown => why;

const whyNot = async (signed: SignedOrder, trust: TrustedKeys, terminal = TERMINAL): Promise<unknown> =>
  openOrder(signed, { trust, terminal }).then(
    () => 'believed',
    (fault: unknown) => (isFault(fault, 'FLEET_UNTRUSTED') ? whyOf(fault.context) : fault),
  );

t.test('an operator locks a terminal, and it knows who, why and by which key', async (t) => {
  const { operator, trust } = await officers();
  const order = orderOf(LOCK);
  const signed = { order: await signOrder(order, operator), approval: null };
  t.strictSame(await openOrder(signed, { trust, terminal: TERMINAL }), {
    order,
    orderedBy: operator.kid,
    approvedBy: null,
  });
});

t.test('a terminal is wiped only where two administrators want it', async (t) => {
  const { operator, chief, deputy, trust } = await officers();
  const order = await signOrder(orderOf(WIPE), chief);
  const other = await signOrder(orderOf(WIPE, { id: 'BBBBBBBBBBBBBBBBBBBBBB' }), chief);
  const approvalOf = (jws: string, officer: typeof chief) => approveOrder(jws, { by: 'x', atMs: AT_MS }, officer);
  const opened = await openOrder({ order, approval: await approvalOf(order, deputy) }, { trust, terminal: TERMINAL });
  t.strictSame([opened.orderedBy, opened.approvedBy], [chief.kid, deputy.kid]);
  t.equal(await whyNot({ order, approval: null }, trust), 'approval', 'nobody has approved');
  t.equal(await whyNot({ order, approval: await approvalOf(order, chief) }, trust), 'approval', 'the same officer');
  t.equal(await whyNot({ order, approval: await approvalOf(other, deputy) }, trust), 'approval', 'of another order');
  t.equal(await whyNot({ order, approval: await approvalOf(order, operator) }, trust), 'role', 'by an operator');
  t.equal(await whyNot({ order, approval: order }, trust), 'malformed', 'an order is no approval');
});

t.test(
  'a terminal is taken back into use, whatever was done to its cabinet, only where two officers want it',
  async (t) => {
    const { operator, deputy, trust } = await officers();
    const order = await signOrder(orderOf({ kind: 'unlock' }), operator);
    t.equal(await whyNot({ order, approval: null }, trust), 'approval');
    const approval = await approveOrder(order, { by: 'x', atMs: AT_MS }, deputy);
    t.match(await openOrder({ order, approval }, { trust, terminal: TERMINAL }), { approvedBy: deputy.kid });
  },
);

t.test('an order counts for the terminals that it names, from keys that may give it', async (t) => {
  const { operator, chief, trust } = await officers();
  const lock = { order: await signOrder(orderOf(LOCK), operator), approval: null };
  t.equal(await whyNot(lock, trust, 'bangkok.gate-19'), 'audience');
  const snapshot = { order: await signOrder(orderOf({ kind: 'snapshot', reason: 'x' }), operator), approval: null };
  t.equal(await whyNot(snapshot, trust), 'role', 'an operator sees no pictures');
  const stranger = await officerKeys('administrator', 'stranger');
  t.equal(
    await whyNot({ order: await signOrder(orderOf(LOCK), stranger.signer), approval: null }, trust),
    'unknown-key',
  );
  const forged = { order: await signOrder(orderOf(LOCK), { kid: operator.kid, key: chief.key }), approval: null };
  t.equal(await whyNot(forged, trust), 'signature');
  const [header, , signature] = lock.order.split('.');
  const changed = Buffer.from(JSON.stringify(orderOf({ kind: 'unlock' }))).toString('base64url');
  t.equal(await whyNot({ order: `${header}.${changed}.${signature}`, approval: null }, trust), 'signature');
  t.equal(await whyNot({ order: 'x', approval: null }, trust), 'malformed');
});

t.test('another signature of the same key is no order', async (t) => {
  const { operator, trust } = await officers();
  const order = await new CompactSign(new TextEncoder().encode(JSON.stringify(orderOf(LOCK))))
    .setProtectedHeader({ alg: 'EdDSA', kid: operator.kid })
    .sign(operator.key);
  t.equal(await whyNot({ order, approval: null }, trust), 'malformed');
});

t.test('an order waits no longer than one of its kind may, and a state lasts', async (t) => {
  const accepts = (order: Order): boolean => orderSchema.safeParse(order).success;
  t.ok(accepts(orderOf(LOCK)));
  t.notOk(accepts(orderOf(LOCK, { untilMs: null })), 'for ever');
  t.notOk(accepts(orderOf(LOCK, { untilMs: AT_MS })), 'not at all');
  t.notOk(accepts(orderOf(LOCK, { untilMs: AT_MS + 25 * 60 * MINUTE_MS })), 'beyond a day');
  const policy: Ordered = { kind: 'policy', version: 2, values: { 'verification.fmr': 1e-4 } };
  t.ok(accepts(orderOf(policy, { untilMs: null })));
  t.notOk(accepts(orderOf(policy)), 'a policy that ends would leave nothing in its place');
  t.notOk(accepts(orderOf({ ...policy, values: JSON.parse('{"__proto__.x": 1}') }, { untilMs: null })));
  t.notOk(accepts(orderOf(LOCK, { terminals: [] })));
  t.equal(orderKinds.length, 17);
});
