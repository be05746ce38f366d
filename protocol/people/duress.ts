// A duress finger: whoever is forced lays it down instead of an everyday one. All goes as ever, and the fleet is alarmed.
import type { FingerPosition } from '../minutiae/index.ts';

export interface MarkedFinger {
  readonly finger: FingerPosition;
  readonly duress?: true | undefined;
}

/** Why these cannot be the fingers of one person: undefined where none is a duress finger, or all are told apart. */
export function objectionToDuress(fingers: readonly MarkedFinger[]): string | undefined {
  const duress = fingers.filter((finger) => finger.duress).map(({ finger }) => finger);
  if (duress.length === 0) return undefined;
  if (duress.length === fingers.length) return 'all are duress fingers: an everyday one is due';
  const both = duress.find((one) => fingers.some(({ finger, duress: isMarked }) => finger === one && !isMarked));
  return both && `${both} is both a duress and an everyday finger`;
}

/** For schemas. */
export const isDuressClear = (fingers: readonly MarkedFinger[]): boolean => objectionToDuress(fingers) === undefined;
export const DURESS_UNCLEAR = 'no everyday finger, or one that is a duress finger as well';
