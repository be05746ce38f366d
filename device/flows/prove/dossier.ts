// What a visit has found out so far: facts for the provider and the journal. Holds no picture, and no byte of the card but two texts.
import type { CardStatus, Consent, ContactResult, ServiceProfile } from '../../../protocol/index.ts';
import type { ChallengeFinding, Comparison, PadFinding, QualityFinding } from '../face/index.ts';

export interface StatusFinding {
  readonly value: CardStatus | 'not-answered' | 'not-asked';
  readonly dataCorrect: boolean | null;
  readonly identityExists: boolean | null;
  readonly transactionId: string | null;
  readonly atMs: number | null;
}

export const STATUS_NOT_ASKED: StatusFinding = {
  ...{ value: 'not-asked', dataCorrect: null, identityExists: null, transactionId: null, atMs: null },
};
export const STATUS_NOT_ANSWERED: StatusFinding = { ...STATUS_NOT_ASKED, value: 'not-answered' };

export interface ComparisonFinding extends Comparison {
  readonly threshold: number;
  readonly result: 'match' | 'review' | 'no-match';
}

/** The national service's word: a percentage of its own making, never held against our threshold. */
export interface FaceServiceFinding {
  readonly percent: number | null;
  /** Of the profile. */
  readonly limitPercent: number;
  readonly refusedBecause: string | null;
  readonly transactionId: string;
  readonly tries: number;
}

/** Whether a contact works, without what it is. */
export interface ContactFinding {
  readonly type: 'mobile';
  readonly result: ContactResult;
  readonly atMs: number;
}

export interface Dossier {
  profile: ServiceProfile | undefined;
  consent: Consent | undefined;
  readonly atr: string;
  readonly reader: string;
  numberIsValid: boolean | undefined;
  expires: string | null;
  referenceHash: string | null;
  status: StatusFinding;
  frames: number;
  presenceGaps: number;
  quality: readonly QualityFinding[];
  liveness: PadFinding | undefined;
  challenge: ChallengeFinding | undefined;
  sameFace: { readonly result: boolean; readonly lowest: number } | undefined;
  comparison: ComparisonFinding | undefined;
  faceService: FaceServiceFinding | undefined;
  contact: ContactFinding | undefined;
  failures: number;
  /** UTC of the first frame that counts. */
  captureStartMs: number | null;
}

export const newDossier = (card: { readonly reader: string; readonly atr: Uint8Array }): Dossier => ({
  profile: undefined,
  consent: undefined,
  atr: Buffer.from(card.atr).toString('hex'),
  reader: card.reader,
  numberIsValid: undefined,
  expires: null,
  referenceHash: null,
  status: STATUS_NOT_ASKED,
  frames: 0,
  presenceGaps: 0,
  quality: [],
  liveness: undefined,
  challenge: undefined,
  sameFace: undefined,
  comparison: undefined,
  faceService: undefined,
  contact: undefined,
  failures: 0,
  captureStartMs: null,
});
