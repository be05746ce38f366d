// Something that is asked of the service: on its way, answered, or refused in words.
import { useRef, useState } from 'preact/hooks';

export interface Asking<T> {
  readonly isBusy: boolean;
  readonly answer: T | undefined;
  readonly refusal: Error | undefined;
  /** What is asked next takes the place of what was answered before. */
  readonly ask: (work: () => Promise<T>) => Promise<void>;
  readonly forget: () => void;
}

export function useAsking<T>(): Asking<T> {
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<T>();
  const [refusal, setRefusal] = useState<Error>();
  /** An answer that comes after the next question, or after it was forgotten, is nobody's. */
  const turn = useRef(0);
  const forget = (): void => {
    turn.current += 1;
    setBusy(false);
    setAnswer(undefined);
    setRefusal(undefined);
  };
  const ask = async (work: () => Promise<T>): Promise<void> => {
    forget();
    const own = turn.current;
    setBusy(true);
    const settle = (told: () => void): void => {
      if (turn.current !== own) return;
      setBusy(false);
      told();
    };
    try {
      const answered = await work();
      settle(() => setAnswer(answered));
    } catch (error) {
      settle(() => setRefusal(error instanceof Error ? error : new Error(String(error))));
    }
  };
  return { isBusy, answer, refusal, ask, forget };
}
