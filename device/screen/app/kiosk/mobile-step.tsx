// The person's telephone: typed on keys of our own, and here alone, until it is sent or the visit ends.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useTypingKeys } from '../keys.ts';
import { Keypad } from '../parts/keypad.tsx';
import { Typed } from '../parts/typed.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { type OnScreen, useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';
import type { VisitVoice } from './visit-voice.ts';

type Question = NonNullable<ProveVisit['mobile']>;
type Asks = Question['asks'];

const DIGITS = { number: { least: 9, most: 15 }, code: { least: 4, most: 8 }, nothing: { least: 1, most: 0 } } as const;
const SHOWN_OF_NUMBER = 3;

interface MobileStepProps {
  readonly question: Question;
  readonly voice: VisitVoice;
}

/** Remembers the last digits of the number that was sent: enough to see whether it was the right one. */
export function MobileStep({ question, voice }: MobileStepProps): VNode {
  const [sentTo, setSentTo] = useState('');
  const [wantsOther, setWantsOther] = useState(false);
  const [answered, setAnswered] = useState<Question>();
  const asks = wantsOther ? 'number' : question.asks;
  // What the question was answered with is not asked for twice: the next one comes as an event.
  const isSent = answered === question;
  const say = async (answer: object): Promise<void> => {
    setAnswered(question);
    if (!(await voice.say('mobile', answer))) return setAnswered(undefined);
    setWantsOther(false);
  };
  if (asks === 'nothing') return <AskingProvider />;
  const isSecond = question.asks === 'code' && question.mayResend;
  return (
    <section class="mobile">
      <Typing
        key={`${asks} ${question.endsAt} ${question.triesLeft}`}
        asks={asks}
        question={question}
        sentTo={sentTo}
        isSent={isSent}
        onSend={(typed) => {
          if (asks === 'number') setSentTo(typed.slice(-SHOWN_OF_NUMBER));
          void say(asks === 'number' ? { act: 'number', mobile: typed } : { act: 'code', code: typed });
        }}
      />
      <Others
        {...{ isSecond, wantsOther, isSent }}
        onResend={() => say({ act: 'resend' })}
        onOther={() => setWantsOther(!wantsOther)}
        onSkip={() => say({ act: 'skip' })}
      />
    </section>
  );
}

function AskingProvider(): VNode {
  const { words } = useOnScreen();
  return (
    <section class="middle" data-told="politely">
      <Waiting />
      <p class="what">{words.mobile.nothing}</p>
    </section>
  );
}

interface TypingProps {
  readonly asks: Asks;
  readonly question: Question;
  readonly sentTo: string;
  /** What was typed is on its way; where it does not arrive it need not be typed anew. */
  readonly isSent: boolean;
  onSend(typed: string): void;
}

function Typing({ asks, question, sentTo, isSent, onSend }: TypingProps): VNode {
  const { words } = useOnScreen();
  const [typed, setTyped] = useState('');
  const { least, most } = DIGITS[asks];
  const isShort = typed.length < least;
  const send = (): void => {
    if (!isShort) onSend(typed);
  };
  useTypingKeys({ typed, most, isOff: isSent, onType: setTyped, onEnter: send });
  return (
    <>
      <div class="asks">
        <p class="what" data-told="politely" data-aloud>
          {asks === 'code' ? words.mobile.code(sentTo) : words.mobile.number}
        </p>
        <p class="complaint" data-told="at-once">
          {complaintIn(question, words)}
        </p>
        <Typed text={shown(asks, typed)} />
      </div>
      <Keypad typed={typed} most={most} isOff={isSent} onType={setTyped} />
      <button type="button" class="main" disabled={isSent || isShort} onClick={send}>
        {asks === 'code' ? words.mobile.confirm : words.mobile.send}
      </button>
    </>
  );
}

/** A number is checked by its owner; a code is read by nobody behind them. */
const shown = (asks: Asks, typed: string): string =>
  asks === 'code'
    ? '●'.repeat(typed.length)
    : [typed.slice(0, 3), typed.slice(3, 6), typed.slice(6)].filter(Boolean).join('-');

function complaintIn({ complaint, triesLeft, mayResend }: Question, { mobile }: OnScreen['words']): string {
  if (complaint === 'wrong-code') return mobile.wrongCode(triesLeft);
  if (complaint === 'expired') return mayResend ? mobile.expiredResend : mobile.expired(triesLeft);
  return '';
}

interface OthersProps {
  /** A code was sent already, and may be sent again. */
  readonly isSecond: boolean;
  readonly wantsOther: boolean;
  readonly isSent: boolean;
  onResend(): void;
  onOther(): void;
  onSkip(): void;
}

function Others({ isSecond, wantsOther, isSent, onResend, onOther, onSkip }: OthersProps): VNode {
  const { words } = useOnScreen();
  return (
    <div class="others">
      {isSecond && !wantsOther && (
        <button type="button" disabled={isSent} onClick={onResend}>
          {words.mobile.resend}
        </button>
      )}
      {isSecond && (
        <button type="button" disabled={isSent} onClick={onOther}>
          {wantsOther ? words.mobile.back : words.mobile.other}
        </button>
      )}
      <button type="button" disabled={isSent} onClick={onSkip}>
        {words.mobile.skip}
      </button>
    </div>
  );
}
