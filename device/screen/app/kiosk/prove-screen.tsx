// A citizen's visit, step by step, from the card in the reader to the card in the hand.
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { post } from '../ask.ts';
import { Help } from '../parts/help.tsx';
import { Top } from '../parts/top.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';
import { StandingPanel } from '../wall/standing-panel.tsx';
import { CameraStep } from './camera-step.tsx';
import { EaseKeys } from './ease-keys.tsx';
import { Greeting } from './greeting.tsx';
import { MobileStep } from './mobile-step.tsx';
import { NoticeStep } from './notice-step.tsx';
import { ProveAnswer } from './prove-answer.tsx';
import { ServiceStep } from './service-step.tsx';
import { Steps } from './steps.tsx';
import { TimeLeft } from './time-left.tsx';
import { useVisitVoice, type VisitVoice } from './visit-voice.ts';

export interface StepProps {
  readonly visit: ProveVisit;
  readonly voice: VisitVoice;
}

export function ProveScreen({ visit }: { readonly visit: ProveVisit }): VNode {
  const { state, say, words } = useOnScreen();
  const voice = useVisitVoice(visit.number, visit.answer ? 'answer' : visit.state);
  useTouchTold(visit);
  return (
    <div class="kiosk prove" data-state={visit.state}>
      <Top />
      {!visit.answer && <Steps state={visit.state} />}
      {visit.where && (
        <p class="where">
          {say(visit.where.service)} · {say(visit.where.provider)}
        </p>
      )}
      <h1 data-told="politely" data-aloud>
        {headline({ visit, words })}
      </h1>
      {voice.complaint && (
        <p class="complaint" data-told="at-once">
          {voice.complaint}
        </p>
      )}
      <Step visit={visit} voice={voice} />
      {state.standing.kind !== 'idle' && (
        // Staff clock meanwhile; what the citizen has typed stays.
        <div class="over">
          <StandingPanel />
        </div>
      )}
      <TimeLeft visit={visit} />
      <EaseKeys />
      <Ways visit={visit} voice={voice} />
    </div>
  );
}

function headline({ visit, words }: { visit: ProveVisit; words: ReturnType<typeof useOnScreen>['words'] }): string {
  if (visit.answer) return words.prove.outcomes[visit.answer.outcome];
  return visit.services ? words.prove.choose : words.prove.states[visit.state];
}

function Step({ visit, voice }: StepProps): VNode {
  if (visit.answer) return <ProveAnswer visit={visit} answer={visit.answer} />;
  if (visit.services) return <ServiceStep services={visit.services} voice={voice} />;
  if (visit.notice) return <NoticeStep key={visit.number} visit={visit} notice={visit.notice} voice={voice} />;
  if (visit.mobile) return <MobileStep question={visit.mobile} voice={voice} />;
  if (visit.state === 'capturing' || visit.state === 'challenge') return <CameraStep visit={visit} />;
  return (
    <section class="middle">
      <Greeting visit={visit} />
      <Waiting />
    </section>
  );
}

/** What is being recorded can be stopped by nobody. */
function Ways({ visit, voice }: StepProps): VNode {
  const { words, tell } = useOnScreen();
  const mayLeave = !visit.answer && visit.state !== 'answered';
  const leave = (how: 'cancelled' | 'help-asked') => (): void => void voice.say('leave', { how });
  return (
    <footer>
      {!visit.answer && (
        <button
          key="cancel"
          type="button"
          class="way"
          disabled={!mayLeave || voice.isBusy}
          onClick={leave('cancelled')}
        >
          {words.prove.cancel}
        </button>
      )}
      {/* Within a visit help ends it, and somebody is told of it; otherwise the screen says whom to turn to. */}
      {mayLeave ? <Help key="leave" onAsk={leave('help-asked')} /> : <Help key="help" />}
      {/* Elsewhere than what was there before: a second tap must not take the answer away. */}
      {visit.answer && (
        <button key="done" type="button" class="way" onClick={() => tell({ type: 'clear-visit' })}>
          {words.prove.done}
        </button>
      )}
    </footer>
  );
}

/** While the person is waited for; how long they have then comes as an event. */
function useTouchTold({ number, idleEndsAt, answer }: ProveVisit): void {
  const isWaitedFor = idleEndsAt !== undefined && !answer;
  useEffect(() => {
    if (!isWaitedFor) return;
    let toldAt = Number.NEGATIVE_INFINITY;
    const touched = (): void => {
      if (performance.now() - toldAt < TOUCH_EVERY_MS) return;
      toldAt = performance.now();
      post('/screen/prove/touch', { visit: number });
    };
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, touched);
    return () => {
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, touched);
    };
  }, [number, isWaitedFor]);
}

/** A hand on the screen is told so often, and no more. */
const TOUCH_EVERY_MS = 2000;
