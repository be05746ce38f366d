// All that stands on the screen, and what each happening makes of it. Pure: knows no page and no clock of its own.
import type { Direction, Language, OutcomeMessage } from '../../../../protocol/index.ts';
import { type Asking, askingAfter, NOT_ASKING } from './asking.ts';
import { type Claim, claimAfter, NO_CLAIM } from './claim.ts';
import { easeAfter, type KeptEase } from './ease.ts';
import type { About, Happening } from './happening.ts';
import { type ProveVisit, visitAfter } from './prove-visit.ts';
import { IDLE, type Standing, standingAfter } from './standing.ts';

export interface ScreenState {
  /** Monotonic, ms: when the latest happening came. */
  readonly now: number;
  readonly about: About | undefined;
  readonly isConnected: boolean;
  readonly fleet: string;
  /** Mains are away: what shines does with less. */
  readonly isSparing: boolean;
  /** Why nobody is served. */
  readonly closed: OutcomeMessage | null;
  /** Who is called to be enrolled. */
  readonly called: OutcomeMessage | null;
  readonly key: { readonly direction: Direction; readonly endsAt: number } | undefined;
  /** What somebody chose, until they are gone. */
  readonly ease: KeptEase | undefined;
  readonly standing: Standing;
  readonly claim: Claim;
  /** What somebody asks about their own data. */
  readonly asking: Asking;
  readonly visit: ProveVisit | undefined;
}

export const atFirst = (now: number): ScreenState => ({
  ...{
    now,
    about: undefined,
    isConnected: true,
    fleet: 'none',
    isSparing: false,
    closed: null,
    called: null,
    key: undefined,
  },
  ...{ ease: undefined, standing: IDLE, claim: NO_CLAIM, asking: NOT_ASKING, visit: undefined },
});

export const languageOf = ({ ease, about }: ScreenState): Language => ease?.language ?? about?.language ?? 'th';

/** @param now monotonic, ms */
export function after(state: ScreenState, happening: Happening, now: number): ScreenState {
  return {
    ...state,
    ...partsAfter(state, happening, now),
    now,
    key: keyAfter(state.key, happening, now),
    ease: easeAfter(state, happening, now),
    standing: standingAfter(state.standing, happening, now),
    claim: claimAfter(state.claim, happening, now),
    asking: askingAfter(state.asking, happening, now),
    visit: visitAfter(state.visit, happening, now),
  };
}

function partsAfter(state: ScreenState, happening: Happening, now: number): Partial<ScreenState> {
  switch (happening.type) {
    case 'up':
      return { isConnected: true };
    case 'down':
      return { isConnected: false, called: null };
    case 'about': {
      const { about } = happening;
      return { about, fleet: about.fleet, isSparing: !about.onMains, closed: about.closed, called: about.called };
    }
    case 'fleet':
      return { fleet: happening.state };
    case 'power':
      return { isSparing: !happening.onMains };
    case 'closed':
      return { closed: happening.message };
    case 'enrol-call':
      return { called: happening.message };
    case 'enrol-call-over':
      return { called: null };
    default:
      return { now, about: state.about };
  }
}

/** Lit as long as it counts; one that still counts is told again after the answer. */
function keyAfter(key: ScreenState['key'], happening: Happening, now: number): ScreenState['key'] {
  if (happening.type === 'key')
    return happening.direction ? { direction: happening.direction, endsAt: now + happening.forMs } : undefined;
  if (happening.type === 'answer' || happening.type === 'down') return undefined;
  return key && now >= key.endsAt ? undefined : key;
}
