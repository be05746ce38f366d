// Digits on keys of our own: no browser keeps them, guesses them or spells them.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export interface KeypadProps {
  readonly typed: string;
  readonly most: number;
  readonly isOff?: boolean;
  onType(typed: string): void;
}

export function Keypad({ typed, most, isOff = false, onType }: KeypadProps): VNode {
  const { words } = useOnScreen();
  const digit = (key: string): VNode => (
    <button type="button" disabled={isOff || typed.length >= most} onClick={() => onType(typed + key)}>
      {key}
    </button>
  );
  return (
    <div class="keypad">
      {DIGITS.map(digit)}
      <button type="button" class="small" disabled={isOff} onClick={() => onType('')}>
        {words.number.clear}
      </button>
      {digit('0')}
      <button
        type="button"
        aria-label={words.number.remove}
        disabled={isOff}
        onClick={() => onType(typed.slice(0, -1))}
      >
        ⌫
      </button>
    </div>
  );
}
