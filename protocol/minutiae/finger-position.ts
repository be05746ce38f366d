// Which finger it is: names for people, codes for records.

/** Codes of ISO/IEC 19794-2:2005 table 2 (finger position). */
export const FINGER_POSITIONS = {
  unknown: 0,
  'right-thumb': 1,
  'right-index': 2,
  'right-middle': 3,
  'right-ring': 4,
  'right-little': 5,
  'left-thumb': 6,
  'left-index': 7,
  'left-middle': 8,
  'left-ring': 9,
  'left-little': 10,
} as const;

export type FingerPosition = keyof typeof FINGER_POSITIONS;

export const isFingerPosition = (name: string): name is FingerPosition => Object.hasOwn(FINGER_POSITIONS, name);
