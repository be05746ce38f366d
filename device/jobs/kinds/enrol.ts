// Somebody whom the fleet has sent is enrolled here: called by name, taken through the flow, and sent up as captured.
import { type FingerPosition, type Order, type OrderedOf, outcomeMessage } from '../../../protocol/index.ts';
import type { EnrolFlow } from '../../flows/enrol/enrol-flow.ts';
import type { Enrollee, EnrolRequest, Placement } from '../../flows/enrol/enrol-parts.ts';
import { DEFAULT_FINGERS, plannedFingers } from '../../flows/enrol/enrol-plan.ts';
import type { FrontDesk } from '../../flows/front-desk.ts';
import { callToEnrol, SOMEBODY_ENROLS } from '../../flows/prompts.ts';
import type { ServiceGate } from '../../flows/service-gate.ts';
import type { Person, Stores } from '../../store/index.ts';
import type { EnrolCall } from '../enrol-call.ts';
import { done, failed, type JobEnd, type JobKind, type JobRun, jobKind, rejected, timedOut } from '../job-kind.ts';

export interface EnrolJobParts {
  readonly stores: {
    readonly people: Pick<Stores['people'], 'readable'>;
    readonly fleetPeople: Pick<Stores['fleetPeople'], 'pseudonymOf'>;
    readonly templates: Pick<Stores['templates'], 'bySubject'>;
    readonly captures: Pick<Stores['captures'], 'idOf'>;
  };
  readonly enrolment: Pick<EnrolFlow, 'enrol'>;
  readonly call: Pick<EnrolCall, 'wait'>;
  readonly desk: Pick<FrontDesk, 'borrow'>;
  readonly gate: Pick<ServiceGate, 'keptFor'>;
  /** Touches of one finger. */
  readonly impressions: number;
}

/** Time to be told, and to come from another floor. */
const CALL_MS = 10 * 60_000;

export const enrolKind = (parts: EnrolJobParts): JobKind =>
  jobKind('enrol', { needs: 'quiet', waitsForClock: true, mayBeStopped: true, calls: true }, async (what, run) => {
    const { stores, call } = parts;
    const pseudonym = stores.fleetPeople.pseudonymOf(what.person);
    const person = pseudonym === undefined ? undefined : stores.people.readable(pseudonym);
    if (!person)
      return rejected('not-here', 'the terminal does not have this person yet: grant, deliver, then try again');
    run.tell('called', 0);
    if (!(await run.givingWay(() => call.wait(callToEnrol(person), CALL_MS, run.signal))))
      return timedOut('nobody has pressed the button on the screen in time');
    return await taken(what, person, { parts, run });
  });

async function taken(
  what: OrderedOf<'enrol'>,
  person: Person,
  { parts, run }: { readonly parts: EnrolJobParts; readonly run: JobRun },
): Promise<JobEnd> {
  const { enrolment, desk, gate, stores } = parts;
  const request = requestOf(what, person, { parts, order: run.order });
  const enrollee = enrolleeOf(run, plannedFingers(request).length * (parts.impressions + 1));
  const result = await gate.keptFor(SOMEBODY_ENROLS, () =>
    desk.borrow(() => enrolment.enrol(request, enrollee, run.signal)),
  );
  if (!result.enrolled) {
    const { en, doEn } = outcomeMessage(result.reason);
    return failed(result.reason, [result.finger ?? '', en, doEn].filter(Boolean).join(' '));
  }
  const capture = stores.captures.idOf(person.pseudonym);
  if (capture === undefined) return failed('over', 'the fleet has decided about this person meanwhile; order it again');
  const fingers = result.fingers.map(({ finger, quality }) => ({ finger, impressions: quality.length, quality }));
  return done('enrol', { capture, fingers });
}

function requestOf(
  { fingers, duressFingers, again }: OrderedOf<'enrol'>,
  { code, nameTh, nameEn, pseudonym }: Person,
  { parts, order }: { readonly parts: EnrolJobParts; readonly order: Order },
): EnrolRequest {
  const kept = parts.stores.templates.bySubject(pseudonym).find((stored) => stored.kind === 'finger');
  // Whoever orders it has the person's consent; what they have agreed to before holds on.
  const consentId = kept?.kind === 'finger' ? kept.consentId : `order ${order.id}`;
  const wanted: readonly FingerPosition[] = fingers.length > 0 ? fingers : DEFAULT_FINGERS;
  const how = { consentId, enroller: order.by, override: null, again, whom: pseudonym };
  return { code, nameTh, nameEn, fingers: wanted, duressFingers, substitute: fingers.length === 0, ...how };
}

/** What the fleet sees of it: which touch, and what was wrong with the one before. */
function enrolleeOf({ tell }: JobRun, touches: number): Enrollee {
  let placed = 0;
  const stepOf = ({ finger, impression, verification }: Placement): string =>
    verification ? `${finger} check` : `${finger} ${impression}`;
  return {
    place: async (placement) => {
      tell(stepOf(placement), Math.min(1, placed / touches));
      placed += 1;
      return true;
    },
    lift: async () => undefined,
    told: ({ finger, code }) => tell(`${finger} ${code}`, Math.min(1, placed / touches)),
  };
}
