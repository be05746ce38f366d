// What the person of a prove visit says to the service; whether it was taken.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export type SayInVisit = (what: 'service' | 'consent' | 'mobile' | 'leave', answer: object) => Promise<boolean>;

export interface VisitVoice {
  readonly say: SayInVisit;
  /** Why what was said last did not arrive. */
  readonly complaint: string | undefined;
  readonly isBusy: boolean;
}

/** @param step what the person is asked now: a complaint about the last one goes with it */
export function useVisitVoice(visit: number, step: string): VisitVoice {
  const { words } = useOnScreen();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string>();
  const isUnderWay = useRef(false);
  useEffect(() => setComplaint(undefined), [step]);
  const say: SayInVisit = async (what, answer) => {
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    setBusy(true);
    setComplaint(undefined);
    try {
      await ask('POST', `/screen/prove/${what}`, { visit, ...answer });
      return true;
    } catch {
      setComplaint(words.prove.notTaken);
      return false;
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return { say, complaint, isBusy };
}
