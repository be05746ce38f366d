// What to do with the finger, as a picture that moves: the words beside it say so too. Moved by style sheets alone.
import type { VNode } from 'preact';
import type { FingerGuide } from '../state/finger-guide.ts';
import { Arrow, Cloth, Digit, Sensor, Tip, Window } from './finger-shapes.tsx';

const PICTURES: Readonly<Record<FingerGuide, () => VNode>> = {
  place: () => (
    <>
      <Sensor />
      <g class="moves">
        <Digit />
      </g>
      <Arrow at={[22, 64]} />
    </>
  ),
  lift: () => (
    <>
      <Sensor />
      <g class="moves">
        <Digit />
      </g>
      <Arrow at={[22, 34]} turned={180} />
    </>
  ),
  press: () => (
    <>
      <Sensor />
      <g class="moves">
        <Digit />
      </g>
      <g class="pulses">
        <Arrow at={[44, 44]} />
        <Arrow at={[66, 36]} />
      </g>
    </>
  ),
  hold: () => (
    <>
      <Sensor />
      <Digit />
      <g class="counts">
        <circle cx="24" cy="30" r="6" />
        <circle cx="44" cy="30" r="6" />
        <circle cx="64" cy="30" r="6" />
      </g>
    </>
  ),
  cover: () => (
    <>
      <Window />
      <g class="moves">
        <Tip />
      </g>
      <Arrow at={[108, 22]} turned={180} />
    </>
  ),
  centre: () => (
    <>
      <Window />
      <g class="moves">
        <Tip />
      </g>
      <Arrow at={[82, 50]} turned={90} />
    </>
  ),
  // On the palm, not on the glass.
  rub: () => (
    <>
      <path class="skin" d="M6 78Q30 70 60 70T114 80L114 100L6 100Z" />
      <g class="moves">
        <Digit />
      </g>
      <Arrow at={[16, 40]} turned={90} />
      <Arrow at={[62, 28]} turned={-90} />
    </>
  ),
  dry: () => (
    <>
      <Digit />
      <g class="drops">
        <circle cx="48" cy="78" r="4" />
        <circle cx="62" cy="84" r="5" />
        <circle cx="76" cy="78" r="4" />
      </g>
      <g class="moves">
        <Cloth />
      </g>
    </>
  ),
  clean: () => (
    <>
      <Digit />
      <g class="moves">
        <Cloth />
      </g>
      <Arrow at={[36, 84]} turned={90} />
      <Arrow at={[84, 84]} turned={-90} />
    </>
  ),
  wipe: () => (
    <>
      <Sensor />
      <path class="smudge" d="M40 67Q48 62 56 67T78 67" />
      <g class="moves">
        <Cloth />
      </g>
      <Arrow at={[26, 42]} turned={90} />
      <Arrow at={[94, 42]} turned={-90} />
    </>
  ),
};

export function FingerPicture({ is }: { readonly is: FingerGuide }): VNode {
  const Picture = PICTURES[is];
  return (
    <svg class="guide" data-guide={is} viewBox="0 0 120 100" aria-hidden="true">
      <Picture />
    </svg>
  );
}
