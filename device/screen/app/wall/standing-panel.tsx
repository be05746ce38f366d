// What stands in the middle: what to do, or the answer, large enough to be read from two metres.
import type { VNode } from 'preact';
import type { OutcomeMessage } from '../../../../protocol/index.ts';
import { Mark } from '../parts/mark.tsx';
import { Sentence, ToDo } from '../parts/sentence.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';

export function StandingPanel(): VNode {
  const { state } = useOnScreen();
  const { standing, closed } = state;
  switch (standing.kind) {
    case 'answer':
      return <Answer answer={standing.answer} />;
    case 'busy':
      return <Busy />;
    case 'prompt':
      return <Message message={standing.message} complaint={standing.complaint} />;
    case 'notice':
      return <Message message={standing.message} />;
    default:
      return closed ? <Message message={closed} /> : <Prompt />;
  }
}

function Prompt(): VNode {
  const { state, words } = useOnScreen();
  return (
    <section class="middle" role="status">
      <div class="finger" aria-hidden="true" />
      <p class="what" data-aloud>
        {state.about?.prove.here ? words.wall.placeOrCard : words.wall.place}
      </p>
    </section>
  );
}

function Busy(): VNode {
  const { words } = useOnScreen();
  return (
    <section class="middle" role="status">
      <Waiting />
      <p class="what">{words.wall.wait}</p>
    </section>
  );
}

interface MessageProps {
  readonly message: OutcomeMessage;
  readonly complaint?: OutcomeMessage | undefined;
}

function Message({ message, complaint }: MessageProps): VNode {
  const { say, todo } = useOnScreen();
  return (
    <section class="middle" role="status" aria-live="assertive">
      {complaint && complaint !== message && (
        <p class="complaint">
          {say(complaint)} {todo(complaint)}
        </p>
      )}
      <Sentence message={message} />
    </section>
  );
}

/** Who clocked sees their name, the way and the time; everybody else a sentence. */
function Answer({ answer }: { readonly answer: Of<'answer'> }): VNode {
  const { accepted, direction, message } = answer;
  return (
    <section class="middle answer" data-accepted={accepted} role="status" aria-live="assertive">
      <Mark is={accepted ? 'yes' : 'no'} />
      {accepted && direction ? (
        <>
          <Clocked answer={answer} />
          <ToDo message={message} />
        </>
      ) : (
        <Sentence message={message} />
      )}
    </section>
  );
}

function Clocked({ answer: { nameTh, nameEn, direction, repeated, atMs } }: { readonly answer: Of<'answer'> }): VNode {
  const { state, words, language } = useOnScreen();
  const timeZone = state.about?.timeZone ?? 'Asia/Bangkok';
  const time = new Date(atMs).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return (
    <>
      <p class="name" data-aloud>
        {(language === 'th' ? nameTh : nameEn) || nameTh || nameEn}
      </p>
      <p class="direction" data-aloud>
        {direction === 'in' ? words.wall.goesIn : words.wall.goesOut} {time}
      </p>
      {repeated && <p class="what">{words.wall.again}</p>}
    </>
  );
}
