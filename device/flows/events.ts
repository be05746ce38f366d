// What happens at the device, step by step: for the screen, the bench and the log. Holds no image, template or score.

import type { LightSignal } from '../../hal/index.ts';
import type { FingerPosition, OutcomeMessage } from '../../protocol/index.ts';
import type { ProveEvent } from './prove/prove-events.ts';

export type Direction = 'in' | 'out';

export type KioskEvent =
  | ProveEvent
  | { readonly type: 'ready' }
  | { readonly type: 'key'; readonly direction: Direction }
  | { readonly type: 'touch'; readonly visit: number }
  /** A finger rests on the glass and keeps everybody waiting. */
  | { readonly type: 'lift'; readonly message: OutcomeMessage }
  | {
      readonly type: 'stage';
      readonly visit: number;
      readonly stage: string;
      readonly ms: number;
      readonly limitMs: number;
    }
  | {
      readonly type: 'answer';
      readonly visit: number;
      readonly accepted: boolean;
      readonly light: LightSignal;
      readonly reason: string;
      readonly nameTh: string | null;
      readonly nameEn: string | null;
      readonly direction: Direction | null;
      readonly repeated: boolean;
      readonly atMs: number;
      readonly ms: number;
      readonly message: OutcomeMessage;
    }
  | {
      readonly type: 'enrol';
      readonly step: 'place' | 'lift' | 'again' | 'verify' | 'saved' | 'failed';
      readonly finger: FingerPosition | null;
      readonly impression: number | null;
      readonly message: OutcomeMessage;
    }
  | { readonly type: 'device'; readonly device: string; readonly state: string }
  | { readonly type: 'fleet'; readonly state: string };
