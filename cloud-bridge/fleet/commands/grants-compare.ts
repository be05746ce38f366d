// ridgectl grants compare: what somebody may use beside what their colleagues may, so that a missing right is found by nobody at a door.
import { isMissing } from '../register/index.ts';
import { mustSaySomething } from './given-options.ts';
import type { GrantsOptions } from './grants.ts';
import { personCalled } from './people.ts';
import { openFleet } from './register-option.ts';
import { rightsBeside, rightsText } from './rights-beside.ts';
import type { CommandIo } from './runner.ts';

export interface CompareCommand extends GrantsOptions {
  readonly unit?: string;
}

/** 1 where most of the colleagues may use a terminal, and they may not. */
export async function grantsCompareCommand(code: string, options: CompareCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const { version: _, ...person } = await personCalled(fleet, code);
  const { unit } = options;
  const rights = await rightsBeside(fleet, person, { ...(unit !== undefined && { unit }), nowMs: io.clock.nowMs() });
  const missing = rights.filter(isMissing).map(({ terminal }) => terminal);
  if (options.json) io.out(`${JSON.stringify({ code, terminals: rights, missing })}\n`);
  else io.out(rightsText(rights));
  return missing.length > 0 ? 1 : 0;
}
