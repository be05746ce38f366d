// What happens at the device, step by step: for the screen, the bench and the log. Holds no image, template or score.
import type { LightName } from '../hid/index.ts';
import type { FingerPosition } from '../minutiae/index.ts';
import type { Text } from '../prove/index.ts';
import type { DataRequest } from '../requests/index.ts';
import type { OutcomeMessage } from '../visit/index.ts';
import type { ProveEvent } from './prove-event.ts';

export type Direction = 'in' | 'out';

/** By what somebody says who they are. */
export type ClaimBy = 'card' | 'number';

/** How a claim is borne out. */
export type ClaimWay = 'finger' | 'face';

export type KioskEvent =
  | ProveEvent
  | { readonly type: 'ready' }
  /** What counts for the next finger, and for how long; null: nothing does any more. */
  | { readonly type: 'key'; readonly direction: Direction | null; readonly forMs: number }
  | { readonly type: 'touch'; readonly visit: number }
  /** A card or a number says who is there, and by which of these it may be shown. Never who it is. */
  | {
      readonly type: 'claim';
      readonly by: ClaimBy;
      readonly ways: readonly ClaimWay[];
      readonly forMs: number;
      readonly message: OutcomeMessage;
    }
  | { readonly type: 'claim-over' }
  /** A number is not known here: the fleet is asked, and the person waits so long at most. Never which number. */
  | { readonly type: 'claim-asked'; readonly forMs: number; readonly message: OutcomeMessage }
  /** Whoever was claimed is looked at. */
  | { readonly type: 'face'; readonly visit: number }
  | {
      readonly type: 'face-guide';
      readonly visit: number;
      readonly guidance: Text | null;
      readonly held: number;
      readonly needed: number;
    }
  | {
      readonly type: 'face-challenge';
      readonly visit: number;
      readonly kind: string;
      readonly guidance: Text;
      readonly limitMs: number;
    }
  /** A finger rests on the glass and keeps everybody waiting. */
  | { readonly type: 'lift'; readonly message: OutcomeMessage }
  /** Somebody needs a person: whom to turn to. */
  | { readonly type: 'help'; readonly message: OutcomeMessage }
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
      readonly light: LightName;
      readonly reason: string;
      readonly nameTh: string | null;
      readonly nameEn: string | null;
      /** Whether the screen may ask for one, while this answer stands. */
      readonly hasPhoto: boolean;
      readonly direction: Direction | null;
      readonly repeated: boolean;
      readonly atMs: number;
      readonly ms: number;
      readonly message: OutcomeMessage;
    }
  | {
      readonly type: 'enrol';
      /** `left`: it was broken off, and nothing was kept. */
      readonly step: 'place' | 'lift' | 'again' | 'verify' | 'saved' | 'failed' | 'left';
      readonly finger: FingerPosition | null;
      readonly impression: number | null;
      /** Code of the outcome, where a touch was not taken or the enrolment has ended. */
      readonly reason: string | null;
      readonly light: LightName;
      readonly message: OutcomeMessage;
    }
  /** Why nobody is served; null: people are again. */
  | { readonly type: 'closed'; readonly message: OutcomeMessage | null }
  /** Something that whoever stands there is to know. */
  | { readonly type: 'notice'; readonly message: OutcomeMessage; readonly forMs: number }
  /** Somebody is called to be enrolled, and begins by a button. */
  | { readonly type: 'enrol-call'; readonly message: OutcomeMessage; readonly forMs: number }
  | { readonly type: 'enrol-call-over' }
  /** Somebody asks about their own data, and is to show by a finger who they are; `look`: it is being looked at; `confirm`: it was theirs, and they are to say that they mean it. */
  | {
      readonly type: 'request';
      readonly request: DataRequest;
      readonly step: 'place' | 'lift' | 'look' | 'confirm';
      readonly leftMs: number;
      readonly message: OutcomeMessage;
      /** Why the last touch was not taken. */
      readonly complaint: OutcomeMessage | null;
    }
  /** What came of it. Never whose it is. */
  | {
      readonly type: 'request-answer';
      readonly request: DataRequest;
      readonly accepted: boolean;
      readonly light: LightName;
      readonly reason: string;
      readonly reference: string | null;
      readonly dueMs: number | null;
      readonly message: OutcomeMessage;
    }
  | { readonly type: 'request-over' }
  /** Mains went or came back; `charge` of the battery, 0 to 1, or null. */
  | { readonly type: 'power'; readonly onMains: boolean; readonly charge: number | null }
  | { readonly type: 'device'; readonly device: string; readonly state: string }
  | { readonly type: 'fleet'; readonly state: string };
