// What happens in a prove visit, step by step: for the screen, the bench and the log. Holds no picture and no number.
import type { LightName } from '../hid/index.ts';
import type { ProveOutcome, ServicePurpose, Text } from '../prove/index.ts';
import type { OutcomeMessage } from '../visit/index.ts';

export const PROVE_STATES = [
  'idle',
  'card-detected',
  'notice',
  'reading',
  'capturing',
  'challenge',
  'deciding',
  'face-service',
  'mobile',
  'answered',
] as const;
export type ProveState = (typeof PROVE_STATES)[number];

/** What came of confirming a telephone. */
export type ContactResult =
  | 'confirmed'
  | 'wrong-code'
  | 'expired'
  | 'refused'
  | 'not-answered'
  /** The person went on without. */
  | 'declined'
  | 'too-long';

/** What is told of the app that waits for the result. */
export type AppWord =
  | 'asked'
  | 'show'
  | 'taken'
  | 'not-a-code'
  | 'delivered'
  | 'session-unknown'
  | 'session-expired'
  | 'not-answered';

/** What was wrong with the code that was typed last. */
export type MobileComplaint = 'wrong-code' | 'expired';

export type ProveEvent =
  /** The visit has come to this state; what is left of the session, and until the person is thought to be gone. */
  | {
      readonly type: 'prove';
      readonly visit: number;
      readonly state: ProveState;
      readonly sessionLeftMs: number | null;
      readonly idleLeftMs: number | null;
    }
  | {
      readonly type: 'prove-services';
      readonly visit: number;
      readonly services: readonly { readonly id: string; readonly name: Text; readonly provider: Text }[];
      readonly sessionMs: number;
      readonly idleMs: number;
    }
  | {
      readonly type: 'prove-notice';
      readonly visit: number;
      readonly service: Text;
      readonly provider: Text;
      readonly text: Text;
      readonly purposes: readonly ServicePurpose[];
      readonly idleMs: number;
    }
  /** The person has touched the screen while it is their turn: so long they are waited for from now on. */
  | { readonly type: 'prove-idle'; readonly visit: number; readonly idleMs: number }
  /** Whose card it is: for the one who stands there. */
  | { readonly type: 'prove-person'; readonly visit: number; readonly nameTh: string; readonly nameEn: string }
  /** What the person should change, or do; null: it is good as it is. */
  | {
      readonly type: 'prove-guide';
      readonly visit: number;
      readonly guidance: Text | null;
      readonly held: number;
      readonly needed: number;
    }
  | {
      readonly type: 'prove-challenge';
      readonly visit: number;
      readonly kind: string;
      readonly guidance: Text;
      readonly limitMs: number;
    }
  /** What the person types now; nothing: the provider is being asked. Never what was typed. */
  | {
      readonly type: 'prove-mobile';
      readonly visit: number;
      readonly asks: 'number' | 'code' | 'nothing';
      readonly complaint: MobileComplaint | null;
      readonly triesLeft: number;
      readonly mayResend: boolean;
      /** Until the visit goes on without. */
      readonly leftMs: number;
    }
  /** What came of it: whether the telephone is confirmed, and why not. */
  | { readonly type: 'prove-contact'; readonly visit: number; readonly result: ContactResult }
  /** About the app that waits for the result: while the notice is shown, and after the answer. Never which one. */
  | { readonly type: 'prove-app'; readonly visit: number; readonly state: AppWord; readonly message: Text }
  /** To be shown as a QR code, beside the notice. */
  | {
      readonly type: 'prove-app-code';
      readonly visit: number;
      readonly text: string;
      readonly expiresAtMs: number;
      readonly leftMs: number;
      readonly message: Text;
    }
  | {
      readonly type: 'prove-answer';
      readonly visit: number;
      readonly outcome: ProveOutcome;
      readonly reason: string;
      readonly reference: string;
      readonly light: LightName;
      readonly ms: number | null;
      readonly message: OutcomeMessage;
    };
