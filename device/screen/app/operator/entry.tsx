// Coming in: a security key, or a card and its PIN. A finger alone lets nobody in.
import type { VNode } from 'preact';
import type { Language, OperatorAbout, OutcomeMessage } from '../../../../protocol/index.ts';
import { ask } from '../ask.ts';
import { type KeyShown, keyRefusal, OwnKey } from './own-key.tsx';
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

export function Entry({ about, words, language, over, onEntered }: EntryProps): VNode {
  const { ways } = about;
  const asking = useAsking<Answer>();
  const enter = (show: () => Promise<Omit<KeyShown, 'by'> & { readonly by: string }>): Promise<void> =>
    asking.ask(async () => {
      const { by, body } = await show();
      const answer = await ask<Answer>('POST', `/operator/entry/${by}`, body);
      if (answer.entered) onEntered();
      return answer;
    });
  const { answer, refusal } = asking;
  const message = answer?.entered === false ? answer.message : undefined;
  return (
    <section class="entry">
      {over && (
        <p class="notice" role="status">
          {overWords(words, over)}
        </p>
      )}
      <h2>{words.entry.ask}</h2>
      {ways.length === 0 && <p>{words.entry.nobody}</p>}
      <OwnKey
        {...{ ways, words, isOff: asking.isBusy }}
        labels={{ key: words.entry.key, card: words.entry.card, enter: words.entry.enter }}
        onChallenge={() => ask<object>('POST', '/operator/entry/challenge', {})}
        onShow={enter}
      />
      {ways.includes('bench') && (
        <button
          type="button"
          disabled={asking.isBusy}
          onClick={() => void enter(async () => ({ by: 'bench', body: {} }))}
        >
          {words.entry.bench}
        </button>
      )}
      <p class="refusal" role="alert">
        {keyRefusal({ message, refusal }, { words, language })}
      </p>
    </section>
  );
}

function overWords({ over: told }: OperatorWords, over: string): string {
  return over in told ? told[over as keyof typeof told] : ''; // checked by the line itself
}
