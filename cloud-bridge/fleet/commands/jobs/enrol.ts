// ridgectl enrol: somebody is enrolled at a terminal because an officer, who may be far away, has ordered it.
import {
  addressOf,
  FINGER_POSITIONS,
  type FingerPosition,
  isFingerPosition,
  KioskError,
  objectionToDuress,
} from '../../../../protocol/index.ts';
import { type Place, rightsOf } from '../../register/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { personCalled } from '../people.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { theTerminal } from '../terminal-name.ts';
import type { CarryOptions } from './carry.ts';
import { seeThrough, type WaitOptions } from './command.ts';
import { giveOrder, type OrderOptions } from './give-order.ts';
import { officerOf } from './officer-option.ts';

export interface EnrolCommand extends RegisterOptions, CarryOptions, OrderOptions, WaitOptions {
  readonly terminal: string;
  readonly person: string;
  readonly finger?: readonly string[];
  readonly duressFinger?: readonly string[];
  readonly again?: boolean;
}

export async function enrolCommand(options: EnrolCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  const fingers = fingersGiven('--finger', options.finger);
  const duressFingers = fingersGiven('--duress-finger', options.duressFinger);
  mustBeToldApart(fingers, duressFingers);
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const { terminal } = await theTerminal(fleet.store, options.terminal);
  const person = await personCalled(fleet, options.person);
  if (io.desk?.view?.isSelf(person)) io.desk.view.mustNotBeAlone('it enrols the officer who orders it');
  const place = { terminal, site: addressOf(terminal).site };
  await mayBeEnrolled(fleet, { id: person.id, place, again: options.again === true }, io);
  const duress = duressFingers.length > 0 ? { duressFingers } : {};
  const what = { kind: 'enrol', person: person.id, fingers, ...duress, again: options.again === true } as const;
  const order = await giveOrder(fleet, { what, terminals: [terminal], officer }, options, io);
  const end = async (): Promise<void> =>
    sayTo(io)(`the fleet has the fingers of ${person.code} as soon as "ridgectl deliver" or "push" has taken them`);
  return await seeThrough(fleet, order, { options, io, end });
}

/** In the order given; none: as the terminal's own rules have it. @throws KioskError USAGE */
function fingersGiven(option: string, names: readonly string[] = []): readonly FingerPosition[] {
  const fingers = names.filter(isFingerPosition);
  const unknown = names.find((name) => !isFingerPosition(name));
  if (unknown === undefined) return fingers;
  throw new KioskError('USAGE', { why: `${option} ${unknown}: give ${Object.keys(FINGER_POSITIONS).join(', ')}` });
}

/** The everyday ones have to be named beside them. @throws KioskError USAGE */
function mustBeToldApart(everyday: readonly FingerPosition[], duressFingers: readonly FingerPosition[]): void {
  const duress = duressFingers.map((finger) => ({ finger, duress: true as const }));
  const why = objectionToDuress([...everyday.map((finger) => ({ finger })), ...duress]);
  if (why !== undefined) throw new KioskError('USAGE', { why: `${why} (--finger, --duress-finger)` });
}

/** What the terminal would have to refuse is refused here, with what to do. @throws KioskError USAGE */
async function mayBeEnrolled(
  { register }: OpenFleet,
  { id, place, again }: { readonly id: string; readonly place: Place; readonly again: boolean },
  { clock }: CommandIo,
): Promise<void> {
  const person = await register.people.byId(id);
  const rights = person ? rightsOf(person, place, await register.grants.all(), clock.nowMs()) : [];
  if (rights.length === 0)
    throw new KioskError('USAGE', { why: `they have no right at ${place.terminal} (ridgectl grants add)` });
  const hasFingers = (await register.templates.counts()).has(id);
  if (hasFingers && !again)
    throw new KioskError('USAGE', {
      why: 'they are enrolled already: --again puts new fingers in the place of theirs',
    });
}
