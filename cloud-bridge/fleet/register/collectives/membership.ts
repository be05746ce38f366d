// Several groups of one person, in the one text that their record has for it. Pure.
import { type Collective, GROUP_SEPARATOR, groupsIn, keyOfName, namesOf, partsOf } from './collective.ts';

/**
 * A person's row stays one record, which goes to terminals as it is and whose version counts for everything: so groups are named within its
 * text, and not in a table of members beside it.
 */
export const withGroup = (text: string, group: Collective): string =>
  isIn(text, group) ? text : [...(text === '' ? [] : [text]), group.code].join(GROUP_SEPARATOR);

/** Other names stay as they were written. */
export function withoutGroup(text: string, group: Collective): string {
  if (!isIn(text, group)) return text;
  const names = keysOf(group);
  return partsOf(text)
    .filter((part) => !names.has(keyOfName(part)))
    .join(GROUP_SEPARATOR);
}

const keysOf = (group: Collective): ReadonlySet<string> => new Set(namesOf(group).map(keyOfName));

const isIn = (text: string, group: Collective): boolean => {
  const names = keysOf(group);
  return groupsIn(text).some((one) => names.has(keyOfName(one)));
};
