// Groups, units and sites as records: the names by which people and grants mean one, and what lies in what. Pure.
import { z } from 'zod';
import { personText } from '../../../../protocol/index.ts';

export const COLLECTIVE_KINDS = ['group', 'unit', 'site'] as const;
export type CollectiveKind = (typeof COLLECTIVE_KINDS)[number];

/** One text of a person may name several groups. */
export const GROUP_SEPARATOR = '+';

export const DEFAULT_TIME_ZONE = 'Asia/Bangkok';

export interface Named {
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
}

/** By any of them people and grants mean it. */
export const namesOf = ({ code, nameTh, nameEn }: Named): readonly string[] =>
  [code, nameTh, nameEn].filter((text) => text !== '');

const name = personText
  .refine((text) => text === text.trim(), 'has blanks at its beginning or end')
  .refine((text) => !/\p{Cc}/u.test(text), 'holds a control character');

const timeZone = z.string().refine(isTimeZone, 'is no time zone, as Asia/Bangkok');

export const newCollectiveSchema = z
  .strictObject({
    kind: z.enum(COLLECTIVE_KINDS),
    code: name.min(1),
    nameTh: name.default(''),
    nameEn: name.default(''),
    /** Of a unit: the one that it lies in. */
    within: z.int().nullable().default(null),
    /** Of a site. */
    timeZone: timeZone.nullable().default(null),
  })
  .refine(
    (one) => one.kind !== 'group' || !namesOf(one).some((text) => text.includes(GROUP_SEPARATOR)),
    `the name of a group holds a "${GROUP_SEPARATOR}", which stands between groups`,
  );
export type NewCollective = Readonly<z.input<typeof newCollectiveSchema>>;

export interface Collective extends Readonly<z.output<typeof newCollectiveSchema>> {
  readonly id: number;
  readonly version: number;
}

/** Canonically equal spellings are one name, as those of codes are. */
export const keyOfName = (text: string): string => text.normalize('NFC');

/** The groups that a person's text names: all of it, for a name of before may hold the separator, and each part. */
export const groupsIn = (text: string): readonly string[] =>
  text.includes(GROUP_SEPARATOR) ? [text, ...partsOf(text)] : [text];

/** Without the whole. */
export const partsOf = (text: string): readonly string[] =>
  text
    .split(GROUP_SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Whether a person's text names any of these. */
export function isInAny(text: string, groups: readonly string[]): boolean {
  const keys = new Set(groups.map(keyOfName));
  return groupsIn(text).some((one) => keys.has(keyOfName(one)));
}

/** What a person is in by their own text. */
export const textsOf = (
  person: { readonly unit: string; readonly group: string },
  kind: Exclude<CollectiveKind, 'site'>,
): readonly string[] => (kind === 'unit' ? [person.unit] : groupsIn(person.group));

export const calledIn = (all: readonly Collective[], kind: CollectiveKind, text: string): Collective | undefined => {
  const key = keyOfName(text);
  return all.find((one) => one.kind === kind && namesOf(one).some((own) => keyOfName(own) === key));
};

/** Keys of all names that are meant by this one: of what is no record the name itself; of a unit those below it as well. */
export function meantBy(all: readonly Collective[], kind: CollectiveKind, text: string): ReadonlySet<string> {
  const one = calledIn(all, kind, text);
  return new Set(one ? [one, ...below(all, one)].flatMap(namesOf).map(keyOfName) : [keyOfName(text)]);
}

/** All that lie in it, however deep. */
export function below(all: readonly Collective[], { id }: Pick<Collective, 'id'>): readonly Collective[] {
  const children = all.filter(({ within }) => within === id);
  return [...children, ...children.flatMap((child) => below(all, child))];
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
