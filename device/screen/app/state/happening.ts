// All that can change what stands on the screen: what the device tells, what the person does, and time.
import type { DataRequest, KioskEvent, Language, OutcomeMessage } from '../../../../protocol/index.ts';

/** What the service says of itself before the first event. */
export interface About {
  readonly name: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly layout: 'wall' | 'kiosk';
  /** Whether anybody clocks by a finger here. */
  readonly fingers: boolean;
  readonly fleet: string;
  /** False while a battery feeds the terminal. */
  readonly onMains: boolean;
  readonly bench: boolean;
  readonly closed: OutcomeMessage | null;
  readonly called: OutcomeMessage | null;
  /** Whether citizens are proved here; where not, why not. */
  readonly prove: { readonly here: boolean; readonly why: string | null };
}

/** How somebody would rather have the screen. */
export interface Ease {
  readonly language?: Language;
  /** For whoever sits: what is touched stands in the lower half. */
  readonly isLow?: boolean;
  readonly isContrast?: boolean;
  readonly isAloud?: boolean;
}

export type Happening =
  | KioskEvent
  /** The service is there, and knows nothing of what stood here before. */
  | { readonly type: 'up' }
  | { readonly type: 'down' }
  | { readonly type: 'about'; readonly about: About }
  /** Time has passed. */
  | { readonly type: 'tick' }
  | { readonly type: 'touched' }
  | { readonly type: 'ease'; readonly ease: Ease }
  /** With the digit that it was begun by, where there are keys. */
  | { readonly type: 'type-number'; readonly first?: string }
  | { readonly type: 'close-claim' }
  /** Somebody opens what they may ask about their own data, and goes on from there. */
  | { readonly type: 'open-requests' }
  | { readonly type: 'choose-request'; readonly request: DataRequest; readonly next: 'reference' | 'number' }
  | { readonly type: 'send-request'; readonly request: DataRequest; readonly sending: symbol }
  /** It did not arrive. */
  | { readonly type: 'request-lost'; readonly sending: symbol }
  | { readonly type: 'close-requests' }
  | { readonly type: 'clear-visit' };

export type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;
