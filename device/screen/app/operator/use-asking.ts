// Something that is asked of the service: on its way, answered, or refused in words.
import { useState } from 'preact/hooks';

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
  const forget = (): void => {
    setAnswer(undefined);
    setRefusal(undefined);
  };
  const ask = async (work: () => Promise<T>): Promise<void> => {
    setBusy(true);
    forget();
    try {
      setAnswer(await work());
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, answer, refusal, ask, forget };
}
