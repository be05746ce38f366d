// Whether somebody is in, and what goes on meanwhile.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type {
  EnrolmentState,
  OperatorAbout,
  OperatorEvent,
  OperatorSelf,
  SelfTestState,
} from '../../../../protocol/index.ts';
import { ask } from '../ask.ts';

const LOOK_EVERY_MS = 10_000;
/** A page at which nobody comes in goes back to the screen. */
const NOBODY_CAME_MS = 90_000;

export interface SessionState {
  /** Undefined until the service has answered. */
  readonly about: OperatorAbout | undefined;
  readonly self: OperatorSelf | undefined;
  readonly isGone: boolean;
  /** Why the session before is over. */
  readonly over: string | undefined;
  readonly enrolment: EnrolmentState;
  readonly selfTest: SelfTestState;
  readonly look: () => void;
}

export function useSession(): SessionState {
  const [about, setAbout] = useState<OperatorAbout>();
  const [self, setSelf] = useState<OperatorSelf>();
  const [isGone, setGone] = useState(false);
  const [over, setOver] = useState<string>();
  const [enrolment, setEnrolment] = useState<EnrolmentState>({ kind: 'none' });
  const [selfTest, setSelfTest] = useState<SelfTestState>({ kind: 'none' });
  const forget = useCallback((): void => {
    setEnrolment({ kind: 'none' });
    setSelfTest({ kind: 'none' });
  }, []);
  const look = useCallback((): void => {
    void Promise.all([ask<OperatorAbout>('GET', '/operator/about'), ask<OperatorSelf | null>('GET', '/operator/self')])
      .then(([told, who]) => {
        setAbout(told);
        setSelf(who ?? undefined);
        setGone(false);
        if (!who) forget();
      })
      .catch(() => setGone(true));
  }, [forget]);
  useEffect(() => {
    look();
    const looking = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, [look]);
  const isIn = self !== undefined;
  useEffect(() => {
    if (!isIn) return backWhenNobodyComes();
    setOver(undefined);
    return listen((event) => {
      if (event.type === 'enrolment') setEnrolment(event.state);
      else if (event.type === 'self-test') setSelfTest(event.state);
      else {
        setOver(event.how);
        setSelf(undefined);
        forget();
      }
    }, look);
  }, [isIn, look, forget]);
  return { about, self, isGone, over, enrolment, selfTest, look };
}

function listen(hear: (event: OperatorEvent) => void, onBroken: () => void): () => void {
  const source = new EventSource('/operator/events');
  source.onmessage = ({ data }) => hear(JSON.parse(data) as OperatorEvent); // written by the service's own stream
  source.onerror = onBroken;
  return () => source.close();
}

function backWhenNobodyComes(): () => void {
  // To a page that is there: a browser's own would say that there is none.
  const back = (): void => void ask('GET', '/operator/about').then(() => location.replace('/'), stay);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const stay = (): void => {
    clearTimeout(leaving);
    leaving = setTimeout(back, NOBODY_CAME_MS);
  };
  stay();
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, stay);
  return () => {
    clearTimeout(leaving);
    for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, stay);
  };
}
