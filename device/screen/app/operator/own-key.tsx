// Somebody shows that they are there: by a security key, or a card and its PIN. A finger alone shows it of nobody.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Language, OperatorAbout, OutcomeMessage } from '../../../../protocol/index.ts';
import { Digits } from './digits.tsx';
import { refusalIn, sayIn } from './page-context.ts';
import { showSecurityKey } from './security-key.ts';
import type { OperatorWords } from './words/words.ts';

export interface KeyShown {
  readonly by: 'security-key' | 'card';
  readonly body: object;
}

interface OwnKeyProps {
  readonly ways: OperatorAbout['ways'];
  readonly words: OperatorWords;
  readonly labels: { readonly key: string; readonly card: string; readonly enter: string };
  readonly isOff: boolean;
  /** A challenge for what the key is shown for. */
  onChallenge(): Promise<object>;
  /** Settles once it is known what came of it. */
  onShow(show: () => Promise<KeyShown>): Promise<void>;
}

const MOST_PIN = 8;
const LEAST_PIN = 6;

export function OwnKey({ ways, words, labels, isOff, onChallenge, onShow }: OwnKeyProps): VNode {
  const [waiting, setWaiting] = useState<string>();
  const show = (say: string, shown: () => Promise<KeyShown>): void => {
    setWaiting(say);
    void onShow(shown).finally(() => setWaiting(undefined));
  };
  const byKey = async (): Promise<KeyShown> => {
    return { by: 'security-key', body: await showSecurityKey(await onChallenge(), words) };
  };
  return (
    <>
      {ways.includes('security-key') && (
        <button type="button" class="main" disabled={isOff} onClick={() => show(words.entry.touch, byKey)}>
          {labels.key}
        </button>
      )}
      {ways.includes('card') && (
        <CardWay
          {...{ words, labels, isOff }}
          onPin={(pin) => show(words.entry.waiting, async () => ({ by: 'card', body: { pin } }))}
        />
      )}
      {waiting && <p role="status">{waiting}</p>}
    </>
  );
}

interface CardWayProps extends Pick<OwnKeyProps, 'words' | 'labels' | 'isOff'> {
  onPin(pin: string): void;
}

function CardWay({ words, labels, isOff, onPin }: CardWayProps): VNode {
  const [pin, setPin] = useState('');
  const send = (): void => {
    onPin(pin);
    setPin('');
  };
  return (
    <div class="card-way">
      <h3>{labels.card}</h3>
      <p>{words.entry.pin}</p>
      <output class="typed" aria-label={words.entry.pinTyped}>
        {'•'.repeat(pin.length)}
      </output>
      <Digits words={words} typed={pin} most={MOST_PIN} isOff={isOff} onType={setPin} />
      <button type="button" class="main" disabled={isOff || pin.length < LEAST_PIN} onClick={send}>
        {labels.enter}
      </button>
    </div>
  );
}

/** Why a key was not taken, or not shown. */
export function keyRefusal(
  { message, refusal }: { readonly message: OutcomeMessage | undefined; readonly refusal: Error | undefined },
  { words, language }: { readonly words: OperatorWords; readonly language: Language },
): string {
  const { entry } = words;
  // What the page itself says of a key that was not shown is a sentence already.
  if (refusal && [entry.cancelled, entry.unsupported].includes(refusal.message)) return refusal.message;
  if (refusal) return refusalIn(words, refusal);
  return message ? sayIn(language, message) : '';
}
