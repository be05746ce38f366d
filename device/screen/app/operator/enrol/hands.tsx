// Two hands, drawn: each finger is a key, in the order of whoever shows their palms to the sensor.
import type { VNode } from 'preact';
import type { FingerPosition } from '../../../../../protocol/index.ts';
import { useOnPage } from '../page-context.ts';

export type NamedFinger = Exclude<FingerPosition, 'unknown'>;

const LEFT = ['left-little', 'left-ring', 'left-middle', 'left-index', 'left-thumb'] as const satisfies NamedFinger[];
const RIGHT = [
  'right-thumb',
  'right-index',
  'right-middle',
  'right-ring',
  'right-little',
] as const satisfies NamedFinger[];

interface HandsProps {
  readonly chosen: readonly FingerPosition[];
  /** Those that are enrolled already. */
  readonly enrolled: readonly FingerPosition[];
  onChoose(chosen: readonly NamedFinger[]): void;
}

export function Hands({ chosen, enrolled, onChoose }: HandsProps): VNode {
  const { words } = useOnPage();
  const all = [...LEFT, ...RIGHT];
  const toggle = (finger: NamedFinger): void =>
    onChoose(all.filter((one) => (one === finger ? !chosen.includes(one) : chosen.includes(one))));
  const hand = (fingers: readonly NamedFinger[], label: string, side: string): VNode => (
    <fieldset class="hand" data-side={side}>
      <legend>{label}</legend>
      {fingers.map((finger) => (
        <button
          key={finger}
          type="button"
          class="finger"
          data-finger={finger.slice(finger.indexOf('-') + 1)}
          data-enrolled={enrolled.includes(finger)}
          aria-pressed={chosen.includes(finger)}
          aria-label={words.fingers[finger]}
          title={words.fingers[finger]}
          onClick={() => toggle(finger)}
        />
      ))}
      <div class="palm" aria-hidden="true" />
    </fieldset>
  );
  return (
    <div class="hands">
      {hand(LEFT, words.enrol.left, 'left')}
      {hand(RIGHT, words.enrol.right, 'right')}
    </div>
  );
}

export const fingerName = (fingers: Readonly<Record<NamedFinger, string>>, finger: FingerPosition | null): string =>
  finger === null || finger === 'unknown' ? '' : fingers[finger];
