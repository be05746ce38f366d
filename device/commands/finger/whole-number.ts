// Whole numbers on the command line.
import { InvalidArgumentError } from 'commander';

/** A parser for commander that takes whole numbers from `least` to `most`. */
export const wholeFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is due`);
  };
