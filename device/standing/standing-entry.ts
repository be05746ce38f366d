// An order that lasts, as the journal tells of it: what holds from the next start on, and what held before.
import { z } from 'zod';
import { isFault, type JournalPayload, type OrderedOf } from '../../protocol/index.ts';
import { POLICY, type Policy, policyChanges, policyWith } from '../config/index.ts';
import type { StandingKind } from './standing-orders.ts';

const jsonSchema = z.json();
type JsonOf = z.infer<typeof jsonSchema>;

type Lasting = OrderedOf<StandingKind>;

export function standingEntry(what: Lasting, before: Lasting | undefined): JournalPayload {
  const named = { event: 'settings', what: `${what.kind} ${what.version}` } as const;
  if (what.kind === 'policy') return { ...named, ...policyChanged(what, before) };
  return { ...named, before: before ? told(before) : null, after: told(what) };
}

/** Of each key that changes what held, built in or not, and what is to hold: nobody has to know the earlier order, or the version of the software. */
function policyChanged(what: OrderedOf<'policy'>, before: Lasting | undefined): { before: JsonOf; after: JsonOf } {
  const changes = policyChanges(heldBy(before), policyWith(what));
  const side = (name: 'before' | 'after'): JsonOf =>
    jsonSchema.parse(Object.fromEntries(changes.map((change) => [change.key, change[name]])));
  return { before: side('before'), after: side('after') };
}

/** What this software did not understand has changed nothing. */
function heldBy(before: Lasting | undefined): Policy {
  if (before?.kind !== 'policy') return POLICY;
  try {
    return policyWith(before);
  } catch (fault) {
    if (isFault(fault, 'CONFIG_INVALID')) return POLICY;
    throw fault;
  }
}

/** Keys would fill the entry: their names say which they are. */
function told(what: Lasting) {
  if (what.kind === 'trust') return what.keys.map(nameOfKey);
  if (what.kind === 'operators') return what.operators.map(({ id, name, role }) => ({ id, name, role }));
  return what.values;
}

const nameOfKey = (key: unknown): string =>
  typeof key === 'object' && key !== null && 'kid' in key ? String(key.kid) : 'a key without a name';
