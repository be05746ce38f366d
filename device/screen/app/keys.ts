// A terminal without a touch screen: what is typed, and that Enter sends, Backspace deletes, Escape closes.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isAfterRest, useBadge } from './badge.ts';
import { isCharacter, keyOf } from './key-of.ts';

/** @returns whether it was taken: nothing else comes of it then */
type TakeKey = (key: string, atMs: number) => boolean;

/** By each key that is pressed and not held down, as long as whoever calls this is there. */
export function useKeys(take: TakeKey): void {
  const latest = useRef(take);
  latest.current = take;
  // At once, and not after the next picture: a reader of badges types faster than that.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      // A key that is held down, or leant on, is one key; with others it is none of ours.
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isForButton(event)) return;
      if (!latest.current(keyOf(event), event.timeStamp)) return;
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

const isDigit = (key: string): boolean => /^[0-9]$/.test(key);

interface Typing {
  readonly typed: string;
  readonly most: number;
  /** Nothing is to be typed now. */
  readonly isOff?: boolean;
  /** What may be typed: digits, where nothing else is said. */
  readonly mayType?: (character: string) => boolean;
  onType(typed: string): void;
  onEnter(): void;
}

/** The same as on the keys of the screen. Of a badge nothing stays: it is for whoever waits for one (`useBadge`). */
export function useTypingKeys({ typed, most, isOff = false, mayType = isDigit, onType, onEnter }: Typing): void {
  const note = useTypedBefore(typed, onType);
  const type = (next: string): true => {
    onType(next.slice(0, most));
    return true;
  };
  useKeys((key, atMs) => {
    if (isCharacter(key)) note(atMs);
    if (isOff) return false;
    if (key === 'Backspace') return type(typed.slice(0, -1));
    if (isCharacter(key)) return mayType(key) && type(typed + key);
    if (key === 'Enter') onEnter();
    return key === 'Enter';
  });
}

/** What had been typed before a badge was read is typed again after it. @returns what is to be told when each character came */
function useTypedBefore(typed: string, onType: (typed: string) => void): (atMs: number) => void {
  const before = useRef(typed);
  const latestMs = useRef(Number.NEGATIVE_INFINITY);
  useBadge(() => onType(before.current));
  return (atMs) => {
    if (isAfterRest(latestMs.current, atMs)) before.current = typed;
    latestMs.current = atMs;
  };
}
