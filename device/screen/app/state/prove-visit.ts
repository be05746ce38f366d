// A citizen's visit on the screen: where it stands, what is asked, what the camera sees. Forgets the person before the answer shows.
import type { Happening, Of } from './happening.ts';

export interface ProveVisit {
  readonly number: number;
  readonly state: Of<'prove'>['state'];
  readonly sessionEndsAt?: number;
  readonly idleEndsAt?: number;
  readonly services?: Of<'prove-services'>['services'];
  readonly notice?: Of<'prove-notice'>;
  /** Whose service it is, once it is chosen: stays after the notice. */
  readonly where?: Pick<Of<'prove-notice'>, 'service' | 'provider'>;
  readonly person?: Of<'prove-person'>;
  readonly guide?: Of<'prove-guide'>;
  readonly challenge?: Of<'prove-challenge'> & { readonly endsAt: number };
  readonly mobile?: Of<'prove-mobile'> & { readonly endsAt: number };
  readonly contact?: Of<'prove-contact'>['result'];
  readonly app?: Of<'prove-app'>['message'];
  readonly appCodeEndsAt?: number;
  readonly answer?: Of<'prove-answer'>;
  readonly clearsAt?: number;
}

type MaybeVisit = ProveVisit | undefined;

/** Long enough to write a reference number down. */
const SHOW_ANSWER_MS = 30_000;

/** @param now monotonic, ms */
export function visitAfter(visit: MaybeVisit, happening: Happening, now: number): MaybeVisit {
  switch (happening.type) {
    case 'prove':
      return enter(visit, happening, now);
    case 'up':
    case 'down':
    case 'clear-visit':
      return undefined;
    // Somebody else is there: what is left of the one before goes.
    case 'touch':
    case 'claim':
    case 'face':
    case 'enrol':
    case 'help':
      return visit?.answer ? undefined : visit;
    case 'tick':
      return visit?.clearsAt !== undefined && now >= visit.clearsAt ? undefined : visit;
    case 'prove-answer':
      return answered(visit, happening, now);
    default:
      return visit && within(visit, happening, now);
  }
}

function enter(visit: MaybeVisit, { visit: number, state, sessionLeftMs, idleLeftMs }: Of<'prove'>, now: number) {
  // After the answer only the answer stands, for as long as it may.
  if (state === 'idle') return visit?.answer ? visit : undefined;
  const isSame = visit !== undefined && visit.number === number && !visit.answer;
  const { where, person, contact, sessionEndsAt } = isSame ? visit : {};
  const endsAt = sessionLeftMs === null ? sessionEndsAt : now + sessionLeftMs;
  return {
    ...{ number, state },
    ...(where && { where }),
    ...(person && { person }),
    ...(contact && { contact }),
    ...(endsAt !== undefined && { sessionEndsAt: endsAt }),
    ...(idleLeftMs !== null && { idleEndsAt: now + idleLeftMs }),
  };
}

/** The person is forgotten; what became of their telephone is theirs to know. */
const answered = (visit: MaybeVisit, answer: Of<'prove-answer'>, now: number): ProveVisit => ({
  ...{ number: answer.visit, state: 'answered', answer, clearsAt: now + SHOW_ANSWER_MS },
  ...(visit?.contact && { contact: visit.contact }),
});

function within(visit: ProveVisit, happening: Happening, now: number): ProveVisit {
  switch (happening.type) {
    case 'prove-services': {
      const { services, sessionMs, idleMs } = happening;
      return { ...visit, services, sessionEndsAt: now + sessionMs, idleEndsAt: now + idleMs };
    }
    case 'prove-notice': {
      const { services: _, ...rest } = visit;
      return { ...rest, notice: happening, where: happening, idleEndsAt: now + happening.idleMs };
    }
    case 'prove-person':
      return { ...visit, person: happening };
    case 'prove-guide':
      return { ...visit, guide: happening };
    case 'prove-challenge':
      return { ...visit, challenge: { ...happening, endsAt: now + happening.limitMs } };
    case 'prove-idle':
      return { ...visit, idleEndsAt: now + happening.idleMs };
    case 'prove-mobile':
      return { ...visit, mobile: { ...happening, endsAt: now + happening.leftMs } };
    case 'prove-contact':
      return { ...visit, contact: happening.result };
    case 'prove-app':
      // After the answer somebody else may stand there already.
      return happening.visit === visit.number ? { ...visit, app: happening.message } : visit;
    case 'prove-app-code':
      return { ...visit, app: happening.message, appCodeEndsAt: now + happening.leftMs };
    default:
      return visit;
  }
}
