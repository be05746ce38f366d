// What the prove flow needs from the rest of the device, so that a test can hand it something smaller.
import type { Camera, PresentCard, Scan } from '../../../hal/index.ts';
import type {
  BatchSigner,
  Clock,
  ClockState,
  GatewayAnswer,
  GatewayRequest,
  GatewayService,
  JournalEntry,
  JournalPayload,
  Listenable,
  ProveEvent,
  ProviderKey,
  Sensitive,
  ServiceProfile,
} from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { FaceAttackDetection, FaceRecognition } from '../face/index.ts';
import type { RetryLimits } from '../retry-limits.ts';
import type { Counter } from './counter.ts';
import type { ProveAnswer } from './prove-answer.ts';
import type { RateLimit } from './rate-limit.ts';

/** Of what was read, as far as the visit itself needs it; `fields` is what the profile named, as text. */
export interface CardText {
  readonly number: { readonly digits: string; readonly isValid: boolean };
  readonly nameTh: string;
  readonly nameEn: string;
  /** ISO 8601, as much as the card says; null where it is for life. */
  readonly expires: string | null;
  readonly hasExpired: boolean | 'unknown';
  readonly chipNumber: string | null;
  readonly requestNumber: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

export type CardReading<T> =
  | { readonly kind: 'card'; readonly value: Sensitive<T> }
  | { readonly kind: 'retry'; readonly reason: CardComplaint };

export type CardComplaint = 'card-removed' | 'card-upside-down' | 'card-silent' | 'not-a-thai-id' | 'card-unreadable';

/** One card, connected: text first, the photo while the person already looks at the camera. */
export interface ConnectedCard extends AsyncDisposable {
  readText(fields: readonly string[], signal: AbortSignal): Promise<CardReading<CardText>>;
  /** A JPEG. */
  readPhoto(signal: AbortSignal): Promise<CardReading<Uint8Array>>;
}

export type OpenCard = (
  card: PresentCard,
  signal: AbortSignal,
) => Promise<
  | { readonly kind: 'connected'; readonly card: ConnectedCard }
  | { readonly kind: 'retry'; readonly reason: CardComplaint }
>;

export interface GatewayPort {
  ask<S extends GatewayService>(
    question: {
      readonly service: S;
      readonly body: GatewayRequest<S>;
      readonly key: ProviderKey;
      readonly limitMs: number;
    },
    signal: AbortSignal,
  ): Promise<GatewayAnswer<S>>;
}

export interface EvidencePort {
  readonly hasRoom: boolean;
  hold(id: string, jwe: string): void;
  release(id: string): void;
  shred(id: string): void;
}

export interface DeviceFacts {
  readonly site: string;
  readonly terminal: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly isVirtual: boolean;
  readonly tamper: 'intact' | 'tampered' | 'not-monitored';
}

export interface ProveParts {
  /** Those whose signature holds, the newest version of each. */
  readonly profiles: () => readonly ServiceProfile[];
  readonly device: () => DeviceFacts;
  readonly openCard: OpenCard;
  readonly camera: Pick<Camera, 'open' | 'info'>;
  readonly faces: FaceRecognition;
  readonly pad: FaceAttackDetection;
  readonly counter: Counter;
  /** Undefined where the terminal has no fleet: every visit then ends as pending at best. */
  readonly gateway: GatewayPort | undefined;
  /** Of this terminal, for as long as it runs. */
  readonly faceServiceRate: Pick<RateLimit, 'take' | 'pause'>;
  /** Undefined where there is no bar-code scanner. */
  readonly scans: Listenable<Scan> | undefined;
  readonly evidence: EvidencePort;
  readonly signer: () => Promise<BatchSigner & { readonly kid: string }>;
  readonly journal: { append(payload: JournalPayload): JournalEntry };
  /** Failures of one citizen number; kept under an HMAC. */
  readonly retriesOf: (
    citizenNumber: string,
    failures: number,
  ) => Pick<RetryLimits, 'check' | 'refused' | 'accepted' | 'failures'>;
  /** Light and screen; resolves once the person can see the answer. */
  readonly show: (answer: ProveAnswer) => Promise<void>;
  readonly tell: (event: ProveEvent) => void;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Clock;
  /** 0 to 1: so that terminals do not knock in step. */
  readonly random: () => number;
  readonly clockState: () => ClockState;
  readonly policy: Policy;
}
