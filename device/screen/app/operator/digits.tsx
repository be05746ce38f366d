// Digits on keys of our own, for a PIN that no browser is to keep.
import type { VNode } from 'preact';
import type { OperatorWords } from './words/words.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

interface DigitsProps {
  readonly typed: string;
  readonly most: number;
  readonly isOff: boolean;
  readonly words: OperatorWords;
  onType(typed: string): void;
}

export function Digits({ typed, most, isOff, words, onType }: DigitsProps): VNode {
  return (
    <div class="digits">
      {DIGITS.map((digit) => (
        <button
          key={digit}
          type="button"
          disabled={isOff || typed.length >= most}
          onClick={() => onType(typed + digit)}
        >
          {digit}
        </button>
      ))}
      <button
        type="button"
        aria-label={words.entry.removeDigit}
        disabled={isOff || typed === ''}
        onClick={() => onType(typed.slice(0, -1))}
      >
        ⌫
      </button>
    </div>
  );
}
