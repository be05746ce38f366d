// What stands in the middle: what to do, or the answer, large enough to be read from two metres.
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OutcomeMessage } from '../../../../protocol/index.ts';
import { FingerPicture } from '../parts/finger-picture.tsx';
import { Mark } from '../parts/mark.tsx';
import { Portrait } from '../parts/portrait.tsx';
import { Sentence, ToDo } from '../parts/sentence.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import { type FingerGuide, guideFor } from '../state/finger-guide.ts';
import type { Of } from '../state/happening.ts';

export function StandingPanel(): VNode {
  const { state } = useOnScreen();
  const { standing, closed } = state;
  switch (standing.kind) {
    case 'answer':
      return <Answer key={standing.answer.visit} answer={standing.answer} />;
    case 'busy':
      return <Busy />;
    case 'prompt':
      return <Message message={standing.message} complaint={standing.complaint} guide={standing.guide} />;
    case 'notice':
      return <Message message={standing.message} />;
    default:
      return closed ? <Message message={closed} /> : <Prompt />;
  }
}

function Prompt(): VNode {
  const { state, words } = useOnScreen();
  const { fingers = true, prove } = state.about ?? {};
  const { placeOrCard, place, numberOrIdCard, numberOrStaffCard } = words.wall;
  const [toCitizens, toStaff] = fingers ? [placeOrCard, place] : [numberOrIdCard, numberOrStaffCard];
  return (
    <section class="middle" data-told="politely">
      {fingers && <div class="finger" aria-hidden="true" />}
      <p class="what" data-aloud>
        {prove?.here ? toCitizens : toStaff}
      </p>
    </section>
  );
}

function Busy(): VNode {
  const { words } = useOnScreen();
  return (
    <section class="middle" data-told="politely">
      <Waiting />
      <p class="what">{words.wall.wait}</p>
    </section>
  );
}

interface MessageProps {
  readonly message: OutcomeMessage;
  readonly complaint?: OutcomeMessage | undefined;
  readonly guide?: FingerGuide | undefined;
}

function Message({ message, complaint, guide }: MessageProps): VNode {
  const { say, todo } = useOnScreen();
  return (
    <section class={guide ? 'middle beside' : 'middle'} data-told="at-once">
      {guide && (
        <Seen>
          <FingerPicture is={guide} />
        </Seen>
      )}
      <div class="said">
        {complaint && complaint !== message && (
          <p class="complaint">
            {say(complaint)} {todo(complaint)}
          </p>
        )}
        <Sentence message={message} />
      </div>
    </section>
  );
}

const Seen = ({ children }: { readonly children: ComponentChildren }): VNode => <div class="seen">{children}</div>;

/** Who clocked sees their face, their name, the way and the time; everybody else a sentence, and what to do with the finger. */
function Answer({ answer }: { readonly answer: Of<'answer'> }): VNode {
  const { accepted, direction, message, reason, hasPhoto, visit, atMs } = answer;
  const [isWithout, setWithout] = useState(!(accepted && hasPhoto));
  const guide = guideFor(reason);
  const mark = <Mark is={accepted ? 'yes' : 'no'} />;
  const isBeside = guide !== undefined || !isWithout;
  return (
    <section class={isBeside ? 'middle answer beside' : 'middle answer'} data-accepted={accepted} data-told="at-once">
      {isBeside ? (
        <Seen>
          {guide ? (
            <FingerPicture is={guide} />
          ) : (
            <Portrait visit={visit} atMs={atMs} onNone={() => setWithout(true)} />
          )}
          {mark}
        </Seen>
      ) : (
        mark
      )}
      <div class="said">{accepted && direction ? <Clocked answer={answer} /> : <Sentence message={message} />}</div>
    </section>
  );
}

function Clocked({ answer }: { readonly answer: Of<'answer'> }): VNode {
  const { nameTh, nameEn, direction, repeated, atMs, message } = answer;
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
      <ToDo message={message} />
    </>
  );
}
