// The line above everything: where this is, whether the fleet is there, and the other language.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import { otherThan, WORDS } from '../words/words.ts';
import { EaseKey } from './ease.tsx';

/** @param hasEase where nothing larger offers it: contrast and voice, as two small signs */
export function Top({ hasEase = false }: { readonly hasEase?: boolean }): VNode {
  const { state, language, tell } = useOnScreen();
  const other = otherThan(language);
  return (
    <header>
      <span class="place">{state.about?.name}</span>
      <Sign />
      {hasEase && <EaseKey name="isContrast" isSmall />}
      {hasEase && <EaseKey name="isAloud" isSmall />}
      <button
        type="button"
        class="language"
        lang={other}
        onClick={() => tell({ type: 'ease', ease: { language: other } })}
      >
        {WORDS[other].language}
      </button>
    </header>
  );
}

/** Of the network one quiet sign: entries are kept whatever it is. */
function Sign(): VNode {
  const { state, words } = useOnScreen();
  const at = state.fleet === 'online' || state.fleet === 'none' ? state.fleet : 'offline';
  return (
    <span class="sign" data-at={at} role="img" aria-label={words.sign[at]} title={words.sign[at]}>
      {at === 'offline' ? '○' : '●'}
    </span>
  );
}
