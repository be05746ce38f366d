// What stands in the middle of the screen for staff: a prompt, a word, an answer, each as long as it may and no longer.
import type { LightName, OutcomeMessage } from '../../../../protocol/index.ts';
import { type FingerGuide, guideFor } from './finger-guide.ts';
import type { Happening, Of } from './happening.ts';

export type Standing =
  | { readonly kind: 'idle' }
  /** A finger is being looked at. */
  | { readonly kind: 'busy' }
  /** Until the next event. */
  | {
      readonly kind: 'prompt';
      readonly light: LightName;
      readonly message: OutcomeMessage;
      /** Why the last touch was not taken: beside the next prompt. */
      readonly complaint?: OutcomeMessage;
      /** What to do with the finger: as the complaint says, where there is one. */
      readonly guide?: FingerGuide;
    }
  | {
      readonly kind: 'notice';
      readonly light: LightName;
      readonly message: OutcomeMessage;
      readonly endsAt: number;
    }
  | { readonly kind: 'answer'; readonly answer: Of<'answer'>; readonly endsAt: number };

type Prompt = Extract<Standing, { readonly kind: 'prompt' }>;

export const IDLE: Standing = { kind: 'idle' };

/** So that fifteen people a minute pass. */
export const SHOW_ANSWER_MS = 2500;
const SHOW_ENROLMENT_MS = 6000;
const SHOW_HELP_MS = 20_000;

/** @param now monotonic, ms */
export function standingAfter(standing: Standing, happening: Happening, now: number): Standing {
  switch (happening.type) {
    // The answer of the one before stays as long as it may; a prompt has served its purpose.
    case 'ready':
      return standing.kind === 'prompt' || standing.kind === 'busy' ? IDLE : standing;
    case 'lift':
      return { kind: 'prompt', light: 'attention', message: happening.message, guide: 'lift' };
    case 'touch':
      return { kind: 'busy' };
    case 'answer':
      return { kind: 'answer', answer: happening, endsAt: now + SHOW_ANSWER_MS };
    case 'enrol':
      return enrolling(standing, happening, now);
    case 'help':
      return { kind: 'notice', light: 'attention', message: happening.message, endsAt: now + SHOW_HELP_MS };
    case 'notice':
      return { kind: 'notice', light: 'attention', message: happening.message, endsAt: now + happening.forMs };
    // Whoever inserts a card has not asked for what stands there.
    case 'prove':
      return happening.state === 'card-detected' ? IDLE : standing;
    case 'up':
    case 'down':
    case 'closed':
      return IDLE;
    case 'tick':
      return 'endsAt' in standing && now >= standing.endsAt ? IDLE : standing;
    default:
      return standing;
  }
}

function enrolling(standing: Standing, { step, message, reason, light }: Of<'enrol'>, now: number): Standing {
  if (step === 'left') return IDLE;
  if (step === 'saved' || step === 'failed') return { kind: 'notice', light, message, endsAt: now + SHOW_ENROLMENT_MS };
  if (step === 'again')
    return { kind: 'prompt', light, message, complaint: message, guide: guideFor(reason) ?? 'place' };
  if (step === 'lift') return { kind: 'prompt', light, message, guide: 'lift' };
  const { complaint, guide = 'place' }: Partial<Prompt> =
    standing.kind === 'prompt' && standing.complaint ? standing : {};
  return { kind: 'prompt', light, message, guide, ...(complaint && { complaint }) };
}

/** What the lamp beside the screen shows too. */
export function lightOf(standing: Standing): LightName {
  if (standing.kind === 'busy') return 'busy';
  if (standing.kind === 'answer') return standing.answer.light;
  return standing.kind === 'idle' ? 'off' : standing.light;
}
