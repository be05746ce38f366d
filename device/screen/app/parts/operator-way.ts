// The operator's way in: a long touch that nobody makes by chance.
import { useEffect, useRef } from 'preact/hooks';

const LONG_MS = 3000;

interface LongTouch {
  readonly onPointerDown: () => void;
  readonly onPointerUp: () => void;
  readonly onPointerLeave: () => void;
  readonly onPointerCancel: () => void;
}

export function useLongTouch(then: () => void): LongTouch {
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const end = (): void => clearTimeout(waiting.current);
  useEffect(() => end, []);
  return {
    onPointerDown: () => {
      end();
      waiting.current = setTimeout(then, LONG_MS);
    },
    ...{ onPointerUp: end, onPointerLeave: end, onPointerCancel: end },
  };
}

/** By the name that a browser takes for this machine: it shows security keys to no bare address. */
export const toOperatorPage = (): void =>
  (top ?? globalThis).location.assign(`http://localhost:${location.port}/operator`);
