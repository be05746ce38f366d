// One check of a face's picture: what was measured, what is wanted, and whether it is so.

/** The requirement it answers: F the minimum, G good practice, of the face-image standard that the kiosk follows. */
export type Requirement = `${'F' | 'G'}${number}`;

/** What is looked at; each has a sentence for the person. */
export type CheckName =
  | 'face-there'
  | 'single-face'
  | 'resolution'
  | 'compression'
  | 'colour'
  | 'turned'
  | 'nodded'
  | 'tilted'
  | 'mouth'
  | 'gaze'
  | 'sharpness'
  | 'forehead'
  | 'lower-face'
  | 'eyes-open'
  | 'red-eye'
  | 'glare'
  | 'sunglasses'
  | 'too-far'
  | 'too-near'
  | 'brightness'
  | 'overexposed'
  | 'even-light'
  | 'eye-sockets'
  | 'width'
  | 'background-plain'
  | 'background-light'
  | 'portrait';

/** From least to most, both allowed. */
export interface Limit {
  readonly least?: number;
  readonly most?: number;
}

export interface QualityCheck {
  readonly check: Requirement;
  readonly name: CheckName;
  readonly ok: boolean;
  readonly value: number;
  readonly limit: Limit;
  readonly unit: 'px' | 'ratio' | 'degrees' | 'luma' | 'count';
  /** False: good practice, which the person is told of and not refused for. */
  readonly required: boolean;
}

export type Measured = Omit<QualityCheck, 'ok'>;

export const judged = (measured: Measured): QualityCheck => {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = measured.limit;
  const value = Number(measured.value.toFixed(4));
  return { ...measured, value, ok: value >= least && value <= most };
};
