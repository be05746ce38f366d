// A number as it is typed, or read by a badge reader that types: whole, or so long that it is nobody's.
import { z } from 'zod';

/** Characters of an HR code. */
const MOST = 64;

/** The page sends one character more where there are more: a number that is cut would be somebody else's. */
export const typedNumber = z
  .string()
  .min(1)
  .max(MOST + 1);

export const isTooLong = (number: string): boolean => number.length > MOST;
