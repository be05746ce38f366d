// Facts that are looked at again every few seconds, as long as they stand there.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../ask.ts';

const EVERY_MS = 5000;

interface Seen<T> {
  readonly answer?: T;
  readonly refusal?: Error;
}

/** What was seen stands there until it is seen anew. */
export function useFacts<T>(path: string): Seen<T> {
  const [seen, setSeen] = useState<Seen<T>>({});
  useEffect(() => {
    const look = (): void =>
      void ask<T>('GET', path).then(
        (answer) => setSeen({ answer }),
        (refusal: Error) => setSeen((before) => ({ ...before, refusal })),
      );
    look();
    const looking = setInterval(look, EVERY_MS);
    return () => clearInterval(looking);
  }, [path]);
  return seen;
}
