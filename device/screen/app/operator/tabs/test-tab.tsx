// The terminal tests itself, part by part.
import type { VNode } from 'preact';
import type { TestedPart } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { sayIn, useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { useAsking } from '../use-asking.ts';

export function TestTab(): VNode {
  const { words, selfTest, language } = useOnPage();
  const beginning = useAsking<object>();
  const isGoing = selfTest.kind === 'going';
  return (
    <>
      <p>{words.test.note}</p>
      <button
        type="button"
        class="main"
        disabled={isGoing || beginning.isBusy}
        onClick={() => void beginning.ask(() => ask('POST', '/operator/self-test', {}))}
      >
        {words.test.begin}
      </button>
      <RefusalLine refusal={beginning.refusal} />
      {isGoing && (
        <p class="now" role="status">
          <progress max={1} value={selfTest.progress} aria-label={words.test.begin} /> {selfTest.step}
        </p>
      )}
      {selfTest.kind === 'failed' && (
        <p class="result" data-good={false} role="alert">
          {sayIn(language, selfTest.message)}
        </p>
      )}
      {selfTest.kind === 'over' && <Checks checks={selfTest.checks} />}
    </>
  );
}

function Checks({ checks }: { readonly checks: readonly TestedPart[] }): VNode {
  const { words } = useOnPage();
  const failed = checks.filter(({ ok }) => !ok).length;
  return (
    <>
      <p class="result" data-good={failed === 0} role="status">
        {failed === 0 ? words.test.all : words.test.some(failed)}
      </p>
      <ul class="checks">
        {checks.map(({ name, ok, detail }) => (
          <li key={name} data-good={ok}>
            <b>{name}</b>
            <span>{ok ? words.test.works : words.test.fails}</span>
            <small>{detail}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
