// A finger is tried: can it be read, does it look alive, is it theirs? Nothing of it is kept or counted.
import type { VNode } from 'preact';
import type { TriedFinger } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { TouchPicture } from '../enrol/touch-picture.tsx';
import { useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { useAsking } from '../use-asking.ts';
import { Facts } from './facts.tsx';

export function TryFinger({ code }: { readonly code: string | undefined }): VNode {
  const { words } = useOnPage();
  const trying = useAsking<TriedFinger>();
  const whose = code === undefined ? {} : { code };
  return (
    <div class="trying">
      <button
        type="button"
        disabled={trying.isBusy}
        onClick={() => void trying.ask(() => ask<TriedFinger>('POST', '/operator/finger', whose))}
      >
        {words.diagnose.tryFinger}
      </button>
      {trying.isBusy && (
        <p class="now" role="status">
          {words.diagnose.placeIt}
        </p>
      )}
      <RefusalLine refusal={trying.refusal} />
      {trying.answer && <Tried tried={trying.answer} />}
    </div>
  );
}

function Tried({ tried }: { readonly tried: TriedFinger }): VNode {
  const { words } = useOnPage();
  const { touch, match, liveness, transferMs, extractMs } = tried;
  const { diagnose: said } = words;
  return (
    <>
      {match && (
        <p class="result" data-good={match.isTheirs} role="status">
          {match.isTheirs ? said.isTheirs : said.notTheirs} ({said.score(match.score, match.threshold)})
        </p>
      )}
      <Facts
        of={[
          [said.liveness, liveness],
          [said.sensor, said.took(transferMs, extractMs)],
        ]}
      />
      <TouchPicture touch={touch} />
    </>
  );
}
