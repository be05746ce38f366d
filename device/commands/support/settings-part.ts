// What holds and where it comes from; where the settings have mistakes, on which lines, without what stands there.
import { aboutKeys, keysOf, type Mistake, sectionNames, variableOf } from '../../config/index.ts';
import { checkStanding } from '../../standing/index.ts';
import { type Shown, settingsAsTheyHold } from '../config/config-command.ts';
import { asJson, type SupportPart } from './support-part.ts';

export const settings: SupportPart = async ({ sources }) => {
  const check = checkStanding(sources);
  if (!check.ok) return asJson({ mistakes: check.mistakes.map(withoutValue) });
  const { head, sections, policy } = await settingsAsTheyHold(sources);
  const told = Object.fromEntries(
    sectionNames.map((section) => [section, withoutPeople(sections[section] ?? {}, keysOf(section))]),
  );
  return asJson({ ...head, ...told, policy: policy.version, ignored: check.ignored.map(withoutValue) });
};

const withoutPeople = (
  shown: Readonly<Record<string, Shown>>,
  schemas: ReturnType<typeof keysOf>,
): Readonly<Record<string, Shown>> =>
  Object.fromEntries(
    Object.entries(shown).map(([key, each]) => {
      const schema = schemas[key];
      const isPersonal = schema !== undefined && aboutKeys.get(schema)?.personal === true;
      return [key, isPersonal && each.value !== null ? { ...each, value: '(hidden)' } : each];
    }),
  );

const KEYS = sectionNames.flatMap((section) => Object.keys(keysOf(section)).map((key) => `${section}.${key}`));
/** In the file, and in the environment. */
const KNOWN = new Set([...KEYS, ...KEYS.map(variableOf)]);

/** Whoever writes a name in the wrong place has not written it for us. */
const withoutValue = ({ line, key, wrong }: Mistake): object => ({
  ...{ line, key: KNOWN.has(key) ? key : null },
  wrong: wrong.replace(/ \(is .*/s, ''),
});
