// ridgectl attendance rules: what makes somebody late, as data with a date from which it holds.
import { canonicalJson, KioskError } from '../../../../protocol/index.ts';
import { type RuleSet, rulesOn, UNIVERSITY_RULES } from '../../attendance/index.ts';
import { bytesOf } from '../import-file.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { bodyGiven, dateGiven, wrong } from './given.ts';

export interface RulesOptions extends RegisterOptions {
  readonly json?: boolean;
}

export async function rulesListCommand(options: RulesOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const booked = await fleet.register.times.all('rules');
  const shipped = { ...UNIVERSITY_RULES, number: null, bookedBy: null };
  const sets = [shipped, ...booked.map(({ body, number, bookedBy }) => ({ ...body, number, bookedBy }))];
  const shown = sets.map(({ id, version, title, effectiveFrom, number, bookedBy, doubts }) => ({
    ...{ id, version, title, effectiveFrom, number, bookedBy, doubts: doubts.length },
  }));
  if (options.json) io.out(`${JSON.stringify({ rules: shown })}\n`);
  else
    io.out(
      tableOf(
        ['FROM', 'RULES', 'VERSION', 'TITLE', 'BY', 'DOUBTS'],
        shown.map(({ effectiveFrom, id, version, title, bookedBy, doubts }) => [
          ...[effectiveFrom, id, `${version}`, title, bookedBy ?? 'shipped', `${doubts}`],
        ]),
      ),
    );
  return 0;
}

/** The document itself: what is shown can be changed and set. */
export async function rulesShowCommand(options: RulesOptions & { readonly on?: string }, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const today = new Date(io.clock.nowMs()).toISOString().slice(0, 10);
  const date = options.on === undefined ? today : dateGiven('--on', options.on);
  const booked = (await fleet.register.times.all('rules')).map(({ body }) => body);
  const rules = rulesOn(date, [UNIVERSITY_RULES, ...booked]);
  if (!rules) throw wrong(`no rules hold on ${date} (ridgectl attendance rules list)`);
  io.out(options.json ? `${JSON.stringify(rules)}\n` : `${JSON.stringify(rules, null, 2)}\n`);
  return 0;
}

export interface RulesSetCommand extends RulesOptions {
  readonly by: string;
}

/** Nothing that is recorded changes: every report is worked out anew by what holds on its days. */
export async function rulesSetCommand(path: string, options: RulesSetCommand, io: CommandIo): Promise<0> {
  const rules = await rulesIn(path);
  await using fleet = await openFleet(options, io);
  const { times } = fleet.register;
  const known = [UNIVERSITY_RULES, ...(await times.all('rules')).map(({ body }) => body)];
  mustBeNew(rules, known);
  const { from, until } = { from: rules.effectiveFrom, until: null };
  const told = await times.book([{ kind: 'rules', personId: null, from, until, body: rules }], options.by);
  const answer = { id: rules.id, version: rules.version, effectiveFrom: from, isNew: told.booked === 1 };
  if (options.json) io.out(`${JSON.stringify(answer)}\n`);
  else
    io.out(
      plain(`${rules.id} ${rules.version} holds from ${from} on${answer.isNew ? '' : ', as before'}`).concat('\n'),
    );
  return 0;
}

/** A report names rules by id and version: two documents under one name would make it a riddle. */
function mustBeNew(rules: RuleSet, known: readonly RuleSet[]): void {
  const named = known.find(({ id, version }) => id === rules.id && version === rules.version);
  if (named && canonicalJson(named) !== canonicalJson(rules))
    throw wrong(`${rules.id} ${rules.version} is there already and says something else: raise its version`);
}

async function rulesIn(path: string): Promise<RuleSet> {
  const text = new TextDecoder().decode(await bytesOf(path));
  try {
    return bodyGiven('rules', JSON.parse(text));
  } catch (cause) {
    if (cause instanceof KioskError) throw wrong(`${path}: ${cause.context['why']}`);
    throw wrong(`${path} is no JSON: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
}
