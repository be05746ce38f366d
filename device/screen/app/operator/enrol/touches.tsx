// An enrolment as it goes on: what to do now, each touch with its quality, the last one as a picture.
import type { VNode } from 'preact';
import type { EnrolmentState, TouchReport } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { useOnPage } from '../page-context.ts';
import type { OperatorWords } from '../words/words.ts';
import { fingerName } from './hands.tsx';
import { Quality, TouchPicture } from './touch-picture.tsx';

type Going = Extract<EnrolmentState, { kind: 'going' }>;

export function Touches({ going }: { readonly going: Going }): VNode {
  const { words } = useOnPage();
  const { place, touches, code } = going;
  const last = touches.at(-1);
  return (
    <>
      <h2>{code}</h2>
      <p class="now" role="status" aria-live="assertive">
        {place && `${fingerName(words.fingers, place.finger)}, ${whichTouch(place, words.enrol)}: `}
        {whatNow(going, words.enrol)}
      </p>
      <div class="columns">
        <TouchList touches={touches} />
        {last && <TouchPicture touch={last} />}
      </div>
      <button type="button" onClick={() => void ask('DELETE', '/operator/enrol').catch(() => undefined)}>
        {words.enrol.stop}
      </button>
    </>
  );
}

/** Until the first finger is asked for the glass is looked at. */
function whatNow({ place, isLifting }: Going, words: OperatorWords['enrol']): string {
  if (isLifting) return words.lift;
  return place ? words.place : words.soon;
}

type Which = { readonly impression: number; readonly verification: boolean };

const whichTouch = ({ impression, verification }: Which, words: OperatorWords['enrol']): string =>
  verification ? words.check : words.touch(impression);

export function TouchList({ touches }: { readonly touches: readonly TouchReport[] }): VNode {
  const { words } = useOnPage();
  return (
    <ol class="touches">
      {touches.map((touch) => (
        <li key={touch.number} data-good={touch.complaint === null}>
          <span>
            {fingerName(words.fingers, touch.finger)}, {whichTouch(touch, words.enrol)}
          </span>
          <Quality of={touch} />
        </li>
      ))}
    </ol>
  );
}
