// A terminal without a touch screen: digits type, Enter sends, Backspace deletes, Escape closes, and two keys say IN and OUT.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Direction } from '../../../protocol/index.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ...{ F1: 'in', NumpadAdd: 'in', F2: 'out', NumpadSubtract: 'out' },
};

const DIGIT = /^(?:Digit|Numpad)([0-9])$/;

/** Digits by their place, whatever layout is on: a Thai one has letters there; and plus and minus of the number pad, which no badge has. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (code in DIRECTIONS) return code;
  return DIGIT.exec(code)?.[1] ?? key;
}

export const directionOf = (key: string): Direction | undefined => DIRECTIONS[key];

export const isDigit = (key: string): boolean => /^[0-9]$/.test(key);

/** By each key that is pressed and not held down, as long as whoever calls this is there. @returns whether it was taken: nothing else comes of it then */
export function useKeys(take: (key: string) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  // At once, and not after the next picture: a reader of badges types faster than that.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      // A key that is held down, or leant on, is one key; with others it is none of ours.
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isForButton(event)) return;
      if (!latest.current(keyOf(event))) return;
      event.preventDefault();
      // What is typed is sent by Enter, whichever button somebody had gone to before.
      if (event.target instanceof HTMLElement) event.target.blur();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

/** Whoever has gone to a button by Tab presses that button. */
const isForButton = ({ key, target }: KeyboardEvent): boolean =>
  (key === 'Enter' || key === ' ') && target instanceof Element && target.closest('button, label, input') !== null;

interface Typing {
  readonly typed: string;
  readonly most: number;
  /** Nothing is to be typed now. */
  readonly isOff?: boolean;
  onType(typed: string): void;
  onEnter(): void;
}

/** The same as on the keys of the screen. */
export function useTypingKeys({ typed, most, isOff = false, onType, onEnter }: Typing): void {
  useKeys((key) => {
    if (isOff) return false;
    if (key === 'Enter') {
      onEnter();
      return true;
    }
    const next = key === 'Backspace' ? typed.slice(0, -1) : isDigit(key) ? (typed + key).slice(0, most) : undefined;
    if (next === undefined) return false;
    onType(next);
    return true;
  });
}
