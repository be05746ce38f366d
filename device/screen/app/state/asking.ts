// Somebody who asks about their own data: which of four things, what ties it to them, and what came of it.
import type { DataRequest, LightName } from '../../../../protocol/index.ts';
import type { Happening, Of } from './happening.ts';
import { type Wait, waitFrom, waitOn } from './patience.ts';

export type Asking =
  | { readonly kind: 'none' }
  /** `isLost`: what was sent last did not arrive. */
  | ({ readonly kind: 'choosing'; readonly isLost: boolean } & Wait)
  | ({
      readonly kind: 'typing';
      readonly request: DataRequest;
      readonly what: 'reference' | 'number';
    } & Wait)
  /** On its way; others may have the sensor. */
  | { readonly kind: 'sent'; readonly request: DataRequest; readonly sending: symbol; readonly endsAt: number }
  /** A finger is to show whose it is. */
  | { readonly kind: 'showing'; readonly step: Of<'request'>; readonly endsAt: number }
  | { readonly kind: 'answered'; readonly answer: Of<'request-answer'>; readonly endsAt: number };

export const NOT_ASKING: Asking = { kind: 'none' };

/** Four things are read before one is chosen; then as long again for what ties it to them. */
const READING = { restMs: 45_000, wholeMs: 120_000 };
/** As long as the service itself waits for its turn. */
const SENT_MS = 33_000;
/** An answer that was lost on its way to the page leaves nobody waiting. */
const LOST_MS = 4000;
/** Long enough to write a number down. */
const SHOW_ANSWER_MS = 30_000;
const SHOW_REFUSAL_MS = 8000;

/** @param now monotonic, ms */
export function askingAfter(asking: Asking, happening: Happening, now: number): Asking {
  switch (happening.type) {
    case 'open-requests':
      return { kind: 'choosing', isLost: false, ...waitFrom(READING, now) };
    case 'choose-request':
      return { kind: 'typing', request: happening.request, what: happening.next, ...waitFrom(READING, now) };
    case 'send-request':
      return { kind: 'sent', request: happening.request, sending: happening.sending, endsAt: now + SENT_MS };
    case 'request-lost':
      return afterLoss(asking, happening, now);
    case 'request':
      return { kind: 'showing', step: happening, endsAt: now + happening.leftMs + LOST_MS };
    // Of whoever has gone meanwhile: the next one's page is their own.
    case 'request-answer':
      if (asking.kind !== 'sent' && asking.kind !== 'showing') return asking;
      return { kind: 'answered', answer: happening, endsAt: now + shownMs(happening) };
    case 'touched':
      return isWaitedFor(asking) ? { ...asking, ...waitOn(READING, asking, now) } : asking;
    case 'tick':
      return 'endsAt' in asking && now >= asking.endsAt ? NOT_ASKING : asking;
    default:
      return isEnd(asking, happening) ? NOT_ASKING : asking;
  }
}

const isWaitedFor = (asking: Asking): asking is Extract<Asking, Wait> =>
  asking.kind === 'choosing' || asking.kind === 'typing';

/** Whoever has gone meanwhile does not come back by it. */
const afterLoss = (asking: Asking, { sending }: Of<'request-lost'>, now: number): Asking =>
  asking.kind === 'sent' && asking.sending === sending
    ? { kind: 'choosing', isLost: true, ...waitFrom(READING, now) }
    : asking;

const shownMs = ({ accepted }: Of<'request-answer'>): number => (accepted ? SHOW_ANSWER_MS : SHOW_REFUSAL_MS);

/** Nobody in the queue waits for whoever reads here; what is on its way is told all the same. */
function isEnd({ kind }: Asking, happening: Happening): boolean {
  switch (happening.type) {
    case 'close-requests':
    case 'closed':
    case 'up':
    case 'down':
      return true;
    // Whoever asks anew has put an end to what they asked before.
    case 'request-over':
      return kind === 'showing';
    case 'touch':
    case 'claim':
    case 'face':
    case 'enrol':
    case 'help':
      return kind !== 'sent';
    case 'prove':
      return happening.state === 'card-detected';
    default:
      return false;
  }
}

/** What the lamp beside the screen shows too. */
export function lightOfAsking(asking: Asking): LightName {
  if (asking.kind === 'answered') return asking.answer.light;
  if (asking.kind !== 'showing') return 'off';
  if (asking.step.step === 'confirm') return 'attention';
  return asking.step.step === 'look' ? 'busy' : 'ready';
}
