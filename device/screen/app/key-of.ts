// What a key types, and which of them say IN and OUT. Pure.
import type { Direction } from '../../../protocol/index.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ...{ F1: 'in', NumpadAdd: 'in', F2: 'out', NumpadSubtract: 'out' },
};

const DIGIT = /^(?:Digit|Numpad)([0-9])$/;
const LETTER = /^Key([A-Z])$/;

export type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'getModifierState'>;

/** Digits and letters by their place where a layout has no Latin ones there, as a Thai one; and plus and minus of the number pad, which no badge has. */
export function keyOf(pressed: PressedKey): string {
  const { key, code, shiftKey } = pressed;
  if (code in DIRECTIONS) return code;
  // With Shift there are signs in the place of digits: a badge that has one is not another that has the digit.
  const digit = shiftKey ? undefined : DIGIT.exec(code)?.[1];
  return digit ?? (isLatin(key) ? key : (letterOf(pressed) ?? key));
}

const isLatin = (key: string): boolean => /^[ -~]+$/.test(key);

function letterOf(pressed: PressedKey): string | undefined {
  const letter = LETTER.exec(pressed.code)?.[1];
  return pressed.shiftKey === pressed.getModifierState('CapsLock') ? letter?.toLowerCase() : letter;
}

export const directionOf = (key: string): Direction | undefined => DIRECTIONS[key];

/** Whether it types something: a digit, a letter, a sign, a space. */
export const isCharacter = (key: string): boolean => /^\P{Cc}$/u.test(key);
