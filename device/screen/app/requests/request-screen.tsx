// What people may ask about their own data, step by step: which of four things, what ties it to them, what came of it.
import type { VNode } from 'preact';
import { useBadge } from '../badge.ts';
import { useKeys } from '../keys.ts';
import { Help } from '../parts/help.tsx';
import { Top } from '../parts/top.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { ScreenState } from '../state/screen-state.ts';
import { sayNumber } from '../wall/staff-keys.ts';
import { Choices } from './choices.tsx';
import { MeanIt } from './mean-it.tsx';
import { RequestAnswer } from './request-answer.tsx';
import { type RequestVoice, useRequestVoice } from './request-voice.ts';
import { ShowFinger } from './show-finger.tsx';
import { TypeNumber } from './type-number.tsx';
import { TypeReference } from './type-reference.tsx';

export function RequestScreen(): VNode {
  const { state, words, tell } = useOnScreen();
  const { asking } = state;
  const voice = useRequestVoice();
  useKeys((key) => {
    if (key === 'Escape') voice.leave();
    return key === 'Escape';
  });
  // Staff come by with a badge; where a number is asked for it is that.
  useBadge((text) => {
    if (!asksNumber(state)) sayNumber(text, { tell });
  });
  return (
    <div class="wall asking" data-asking={asking.kind}>
      <Top hasEase />
      {asking.kind === 'choosing' && asking.isLost && (
        <p class="complaint" data-told="at-once">
          {words.requests.notTaken}
        </p>
      )}
      <Step voice={voice} />
      <footer>
        <button type="button" class="way" onClick={voice.leave}>
          {asking.kind === 'answered' ? words.requests.done : words.requests.back}
        </button>
        {asking.kind !== 'answered' && <Help onAsk={voice.askForHelp} />}
      </footer>
    </div>
  );
}

const asksNumber = ({ asking }: ScreenState): boolean => asking.kind === 'typing' && asking.what === 'number';

function Step({ voice }: { readonly voice: RequestVoice }): VNode {
  const { state, words } = useOnScreen();
  const { asking } = state;
  switch (asking.kind) {
    case 'typing':
      return asking.what === 'reference' ? (
        <TypeReference request={asking.request} voice={voice} />
      ) : (
        <TypeNumber request={asking.request} voice={voice} />
      );
    case 'showing':
      return asking.step.step === 'confirm' ? (
        <MeanIt step={asking.step} />
      ) : (
        <ShowFinger step={asking.step} endsAt={asking.endsAt} />
      );
    case 'answered':
      return <RequestAnswer answer={asking.answer} />;
    case 'sent':
      return (
        <section class="middle" data-told="politely">
          <Waiting />
          <p class="what">{words.requests.wait}</p>
        </section>
      );
    default:
      return <Choices voice={voice} />;
  }
}
