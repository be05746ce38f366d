// Coming in: a security key, or a card and its PIN. A finger alone lets nobody in.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Language, OperatorAbout, OutcomeMessage } from '../../../../protocol/index.ts';
import { ask } from '../ask.ts';
import { Digits } from './digits.tsx';
import { refusalIn, sayIn } from './page-context.ts';
import { showSecurityKey } from './security-key.ts';
import { useAsking } from './use-asking.ts';
import type { OperatorWords } from './words/words.ts';

interface EntryProps {
  readonly about: OperatorAbout;
  readonly words: OperatorWords;
  readonly language: Language;
  readonly over: string | undefined;
  onEntered(): void;
}

type Answer = { readonly entered: true } | { readonly entered: false; readonly message: OutcomeMessage };

const MOST_PIN = 8;
const LEAST_PIN = 6;

export function Entry({ about, words, language, over, onEntered }: EntryProps): VNode {
  const { ways } = about;
  const asking = useAsking<Answer>();
  const [isWaiting, setWaiting] = useState<'key' | 'card'>();
  const enter = (how: 'key' | 'card' | undefined, work: () => Promise<Answer>): void => {
    setWaiting(how);
    void asking
      .ask(async () => {
        const answer = await work();
        if (answer.entered) onEntered();
        return answer;
      })
      .finally(() => setWaiting(undefined));
  };
  const byKey = async (): Promise<Answer> => {
    const shown = await showSecurityKey(await ask('POST', '/operator/entry/challenge', {}), words);
    return await ask<Answer>('POST', '/operator/entry/security-key', shown);
  };
  return (
    <section class="entry">
      {over && (
        <p class="notice" role="status">
          {overWords(words, over)}
        </p>
      )}
      <h2>{words.entry.ask}</h2>
      {ways.length === 0 && <p>{words.entry.nobody}</p>}
      {ways.includes('security-key') && (
        <button type="button" class="main" disabled={asking.isBusy} onClick={() => enter('key', byKey)}>
          {words.entry.key}
        </button>
      )}
      {isWaiting === 'key' && <p role="status">{words.entry.touch}</p>}
      {ways.includes('card') && (
        <CardWay
          {...{ words, isBusy: asking.isBusy }}
          onPin={(pin) => enter('card', () => ask<Answer>('POST', '/operator/entry/card', { pin }))}
        />
      )}
      {isWaiting === 'card' && <p role="status">{words.entry.waiting}</p>}
      {ways.includes('bench') && (
        <button
          type="button"
          disabled={asking.isBusy}
          onClick={() => enter(undefined, () => ask<Answer>('POST', '/operator/entry/bench', {}))}
        >
          {words.entry.bench}
        </button>
      )}
      <p class="refusal" role="alert">
        {refusalOf(asking, { words, language })}
      </p>
    </section>
  );
}

function CardWay({
  words,
  isBusy,
  onPin,
}: {
  readonly words: OperatorWords;
  readonly isBusy: boolean;
  onPin(pin: string): void;
}): VNode {
  const [pin, setPin] = useState('');
  const send = (): void => {
    onPin(pin);
    setPin('');
  };
  return (
    <div class="card-way">
      <h3>{words.entry.card}</h3>
      <p>{words.entry.pin}</p>
      <output class="typed" aria-label={words.entry.pinTyped}>
        {'•'.repeat(pin.length)}
      </output>
      <Digits words={words} typed={pin} most={MOST_PIN} isOff={isBusy} onType={setPin} />
      <button type="button" class="main" disabled={isBusy || pin.length < LEAST_PIN} onClick={send}>
        {words.entry.enter}
      </button>
    </div>
  );
}

function overWords({ over: told }: OperatorWords, over: string): string {
  return over in told ? told[over as keyof typeof told] : ''; // checked by the line itself
}

function refusalOf(
  { answer, refusal }: { readonly answer: Answer | undefined; readonly refusal: Error | undefined },
  { words, language }: { readonly words: OperatorWords; readonly language: Language },
): string {
  const { entry } = words;
  // What the page itself says of a key that was not shown is a sentence already.
  if (refusal && [entry.cancelled, entry.unsupported].includes(refusal.message)) return refusal.message;
  if (refusal) return refusalIn(words, refusal);
  if (!answer || answer.entered) return '';
  return sayIn(language, answer.message);
}
