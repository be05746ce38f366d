// An order that lasts, as the journal tells of it: what holds from the next start on, and what held before.
import type { JournalPayload, OrderedOf } from '../../protocol/index.ts';
import type { StandingKind } from './standing-orders.ts';

type Lasting = OrderedOf<StandingKind>;

export const standingEntry = (what: Lasting, before: Lasting | undefined): JournalPayload => ({
  event: 'settings',
  what: `${what.kind} ${what.version}`,
  before: before ? told(before) : null,
  after: told(what),
});

/** Keys would fill the entry: their names say which they are. */
function told(what: Lasting) {
  if (what.kind === 'trust') return what.keys.map(nameOfKey);
  if (what.kind === 'operators') return what.operators.map(({ id, name, role }) => ({ id, name, role }));
  return what.values;
}

const nameOfKey = (key: unknown): string =>
  typeof key === 'object' && key !== null && 'kid' in key ? String(key.kid) : 'a key without a name';
