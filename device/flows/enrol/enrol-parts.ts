// What the enrolment flow needs, what it is asked, and what it answers.

import type { FingerCapture, SensorInfo } from '../../../hal/index.ts';
import type { Extraction, FingerEngine } from '../../../models/index.ts';
import type {
  Clock,
  FingerPosition,
  FingerTemplate,
  GrayImage,
  JournalEntry,
  JournalPayload,
  KioskEvent,
  OutcomeCode,
} from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { Stores } from '../../store/index.ts';
import type { LivenessCheck } from '../clock/assess-liveness.ts';

export interface EnrolRequest {
  /** HR code: a string, never a number. */
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
  readonly fingers: readonly FingerPosition[];
  /** Beside them: taken like the others, and laid down by whoever is forced. */
  readonly duressFingers?: readonly FingerPosition[] | undefined;
  /** Under which consent the templates are kept. */
  readonly consentId: string;
  readonly enroller: string;
  /** Thumbs instead of index fingers that stay below the gate. */
  readonly substitute: boolean;
  /** A second person, who has shown that they are there, has decided to keep impressions below the gate, and why. */
  readonly override: { readonly reason: string; readonly secondPerson: string } | null;
  /** Somebody whom the fleet has sent is enrolled anew: what they had is replaced once all of the new is there. */
  readonly again?: boolean;
  /** Whose code it was when they were called; with anybody else of that code nothing is begun. */
  readonly whom?: string;
}

/** What the person is asked to do next: the impression counts from 1. */
export interface Placement {
  readonly finger: FingerPosition;
  readonly impression: number;
  /** The touch at the end that must be recognised. */
  readonly verification: boolean;
}

/** One touch as it was taken, for whoever stands beside. The image is wiped once this is heard. */
export interface SeenTouch extends Placement {
  readonly image: GrayImage;
  readonly extraction: Extraction;
  /** What is wrong with it by itself; whether it is of the same finger as those before shows later. */
  readonly complaint: OutcomeCode | null;
}

/** The person at the glass: told what to do, and given the time to do it. */
export interface Enrollee {
  /** Called before each touch is awaited. False: nothing more will come, or the verification touch is left out. */
  place(placement: Placement): Promise<boolean>;
  /** Called once the image is read, and where something lies on the glass at first, before the glass must be free. */
  lift(): Promise<void>;
  told(step: { readonly finger: FingerPosition; readonly code: OutcomeCode }): void;
  seen?(touch: SeenTouch): void;
}

/** Of one enrolled finger: the quality of each impression, 0 to 100, and whether the verification touch was made. */
export interface EnrolledFinger {
  readonly finger: FingerPosition;
  readonly quality: readonly number[];
  readonly verified: boolean;
}

export type EnrolResult =
  | {
      readonly enrolled: true;
      readonly code: string;
      /** Journal entry of this enrolment: it is `sent` once the fleet has acknowledged this sequence number. */
      readonly seq: number;
      readonly fingers: readonly EnrolledFinger[];
    }
  | {
      readonly enrolled: false;
      readonly reason: OutcomeCode;
      readonly finger: FingerPosition | null;
      /** Of a duplicate: the pseudonyms of those who have this finger already; none where it was given twice. */
      readonly alike?: readonly string[];
    };

export interface EnrolParts {
  readonly sensor: FingerCapture & { readonly info: SensorInfo | undefined };
  readonly engine: Pick<FingerEngine, 'extract' | 'othersLike' | 'verify' | 'enrol' | 'remove'>;
  /** Whether two impressions are of one finger, at this false-match rate. */
  readonly isSameFinger: (a: FingerTemplate, b: FingerTemplate, falseMatchRate: number) => boolean;
  /** Whether an attack on the sensor is suspected; asked once for each touch that is good enough to be compared. */
  readonly liveness: LivenessCheck;
  readonly stores: Pick<
    Stores,
    'enrol' | 'enrolFingers' | 'replaceFingers' | 'enrolmentJournaled' | 'undoEnrolment'
  > & {
    readonly people: Pick<Stores['people'], 'byCode'>;
    readonly templates: Pick<Stores['templates'], 'bySubject'>;
  };
  readonly journal: { append(payload: JournalPayload): JournalEntry };
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
  /** For the screen: each step. */
  readonly tell: (event: KioskEvent) => void;
  readonly newPseudonym: () => string;
  /** How long a touch is waited for before the enrolment is given up: the sensor is lent to it meanwhile. */
  readonly touchLimitMs: number;
  /** How long a glass may take to be found free before the person is asked to lift the finger. */
  readonly freeGlassMs?: number;
  readonly clock: Clock;
  readonly policy: Policy;
}
