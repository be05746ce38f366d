// ridgectl groups members: who is in a group, beside the other groups that they are in.
import { type Collective, type RegisteredPerson, withGroup, withoutGroup } from '../../register/index.ts';
import { personCalled } from '../people.ts';
import { openFleet } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import type { CollectiveOptions } from './change.ts';

export interface MembersOptions extends CollectiveOptions {
  /** HR codes. */
  readonly person: readonly string[];
}

const WAYS = { add: withGroup, remove: withoutGroup } as const;
export type MembersWay = keyof typeof WAYS;

/** All of them or none. */
export async function membersCommand(
  way: MembersWay,
  name: string,
  options: MembersOptions,
  io: CommandIo,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { register } = fleet;
  const group = await register.collectives.called('group', name);
  const members: RegisteredPerson[] = [];
  for (const code of options.person) members.push(await personCalled(fleet, code));
  const changed = members
    .map((person) => ({ ...person, group: regrouped(way, person.group, group) }))
    .filter((person, at) => person.group !== members[at]?.group);
  await register.grants.mustFit(changed);
  await register.atOnce(async (people) => {
    for (const person of changed) await people.change(person.id, { group: person.group });
  });
  const codes = changed.map(({ code }) => code);
  if (options.json) io.out(`${JSON.stringify({ group: group.code, changed: codes })}\n`);
  else
    io.out(plain(`${codes.length} people ${DONE[way]} ${group.code}; push brings that to the terminals`).concat('\n'));
  return 0;
}

const DONE = { add: 'are now in', remove: 'are no longer in' } as const;

const regrouped = (way: MembersWay, text: string, group: Collective): string => WAYS[way](text, group);
