// Site operators as people read of them, and as scripts and the audit do.
import type { SiteOperator } from '../../../../protocol/index.ts';
import type { Change } from '../../office/index.ts';
import type { BookedOperator, WorkPlace } from '../../operators/index.ts';

/** Who is let in, as whoever approves it reads: each of them, by which keys. */
export const listText = (operators: readonly SiteOperator[]): string => operators.map(textOf).join(', ') || 'nobody';

const textOf = ({ name, role, validUntilMs, keys }: SiteOperator): string => {
  const until = validUntilMs === null ? '' : ` until ${new Date(validUntilMs).toISOString()}`;
  return `${name} (${role}${until}; ${keysText(keys)})`;
};

export const keysText = (keys: SiteOperator['keys']): string =>
  keys.map(({ kind, label }) => `${label}: ${kind}`).join(', ') || 'no key';

export const placesText = (places: readonly WorkPlace[]): string =>
  places.map(({ kind, name }) => (kind === 'everywhere' ? kind : `${kind} ${name}`)).join(', ');

/** Without the keys themselves, which say nothing to people. */
export const shownOf = ({ keys, ...operator }: BookedOperator) => ({
  ...operator,
  keys: keys.map(({ kind, label }) => ({ kind, label })),
});

/** Without the name of anybody. */
export const operatorChange = (before: BookedOperator | null, after: BookedOperator | null): Change => ({
  ...{ kind: 'site-operator', id: (after ?? before)?.id ?? '', before: before && toldOf(before) },
  after: after && toldOf(after),
});

const toldOf = ({ role, validUntilMs, places, keys }: BookedOperator) => ({
  ...{ role, validUntilMs, places: placesText(places), keys: keysText(keys) },
});
