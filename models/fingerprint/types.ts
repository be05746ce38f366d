// What the fingerprint engine gives back.
import type { FingerTemplate } from '../../protocol/computing.ts';

/** What the person can do something about; the screen has a sentence for each. */
export type QualityReason =
  | 'too-dry'
  | 'too-wet'
  | 'partial'
  | 'off-centre'
  | 'smeared'
  | 'residue'
  | 'too-few-minutiae'
  | 'no-finger';

export interface FingerQuality {
  /** 0 to 100; predicts how likely the impression is to be recognised. */
  readonly score: number;
  /** The gravest first; empty where nothing is wrong. */
  readonly reasons: readonly QualityReason[];
}

export interface Extraction {
  readonly template: FingerTemplate;
  readonly quality: FingerQuality;
  /** What the score was weighed from, in the order of `QUALITY_SIGNS`: what a fit of the weights learns from. */
  readonly signs?: readonly number[];
}
