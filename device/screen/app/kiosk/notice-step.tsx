// What is done with their data, and a choice for each purpose: two equal ones, none of them made before the person makes it.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';
import type { ProveVisit } from '../state/prove-visit.ts';
import { AppCode } from './app-code.tsx';
import type { VisitVoice } from './visit-voice.ts';

type Notice = Of<'prove-notice'>;
type Purpose = Notice['purposes'][number];

interface NoticeStepProps {
  readonly visit: ProveVisit;
  readonly notice: Notice;
  readonly voice: VisitVoice;
}

export function NoticeStep({ visit, notice, voice }: NoticeStepProps): VNode {
  const { words, say, language } = useOnScreen();
  const [choices, setChoices] = useState<Readonly<Record<string, boolean>>>({});
  const hasChosenAll = notice.purposes.every(({ id }) => choices[id] !== undefined);
  const agree = (event: Event): void => {
    event.preventDefault();
    if (hasChosenAll) void voice.say('consent', { choices, language });
  };
  return (
    <form class="notice" onSubmit={agree}>
      <div>
        <p class="text" data-aloud>
          {say(notice.text)}
        </p>
        <AppCode visit={visit} />
      </div>
      <div>
        {notice.purposes.map((purpose) => (
          <PurposeChoice
            key={purpose.id}
            purpose={purpose}
            chosen={choices[purpose.id]}
            onChoose={(agrees) => setChoices({ ...choices, [purpose.id]: agrees })}
          />
        ))}
        <button type="submit" class="main" disabled={!hasChosenAll || voice.isBusy}>
          {words.prove.next}
        </button>
      </div>
    </form>
  );
}

interface PurposeChoiceProps {
  readonly purpose: Purpose;
  readonly chosen: boolean | undefined;
  onChoose(agrees: boolean): void;
}

function PurposeChoice({ purpose: { id, necessary, text, ifRefused }, chosen, onChoose }: PurposeChoiceProps): VNode {
  const { words, say } = useOnScreen();
  const choice = (agrees: boolean): VNode => (
    <label>
      <input type="radio" name={id} checked={chosen === agrees} onChange={() => onChoose(agrees)} />
      {agrees ? words.prove.agree : words.prove.decline}
    </label>
  );
  return (
    <fieldset>
      <legend data-aloud>
        <span class="mark">{necessary ? words.prove.necessary : words.prove.voluntary}</span> {say(text)}
      </legend>
      <p data-aloud>
        {words.prove.ifRefused}: {say(ifRefused)}
      </p>
      <div class="choices">
        {choice(true)}
        {choice(false)}
      </div>
    </fieldset>
  );
}
