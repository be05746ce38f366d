// Poor impressions are kept where a second operator agrees, and shows by a key of their own that they are there.
import type { VNode } from 'preact';
import type { OutcomeMessage } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { type KeyShown, keyRefusal, OwnKey } from '../own-key.tsx';
import { useOnPage } from '../page-context.ts';
import { useAsking } from '../use-asking.ts';
import { Field } from './field.tsx';

type Agreement =
  | { readonly agreed: true; readonly name: string }
  | { readonly agreed: false; readonly message: OutcomeMessage };

interface SecondPersonProps {
  readonly code: string;
  readonly reason: string;
  /** Who has agreed to this. */
  readonly agreedBy: string | undefined;
  onReason(reason: string): void;
  onAgreed(name: string): void;
}

export function SecondPerson({ code, reason, agreedBy, onReason, onAgreed }: SecondPersonProps): VNode {
  const { about, words, language } = useOnPage();
  const { enrol } = words;
  const asking = useAsking<Agreement>();
  const agree = (show: () => Promise<KeyShown>): Promise<void> =>
    asking.ask(async () => {
      const { by, body: shown } = await show();
      const answer = await ask<Agreement>('POST', `/operator/second/${by}`, { code, reason, shown });
      if (answer.agreed) onAgreed(answer.name);
      return answer;
    });
  const { answer, refusal } = asking;
  const message = answer?.agreed === false ? answer.message : undefined;
  return (
    <section class="second">
      <Field label={enrol.reason} value={reason} onType={onReason} />
      {agreedBy !== undefined ? (
        <p role="status">{enrol.agreed(agreedBy)}</p>
      ) : (
        <OwnKey
          ways={about.ways}
          words={words}
          labels={{ key: enrol.agreeByKey, card: enrol.agreeByCard, enter: enrol.agree }}
          isOff={asking.isBusy || reason.trim() === ''}
          onChallenge={() => ask<object>('POST', '/operator/second/challenge', { code, reason })}
          onShow={agree}
        />
      )}
      <p class="refusal" role="alert">
        {keyRefusal({ message, refusal }, { words, language })}
      </p>
    </section>
  );
}
