// For whoever sits, sees little, or does not read: what is touched lower down, stronger contrast, sentences read aloud.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { Ease } from '../state/happening.ts';

export function EaseKeys(): VNode {
  const { words } = useOnScreen();
  const { lower, higher, contrast, normal, speak, silent } = words.ease;
  return (
    <div class="ease">
      <EaseKey name="isLow" sign="⇩" off={lower} on={higher} />
      <EaseKey name="isContrast" sign="◐" off={contrast} on={normal} />
      <EaseKey name="isAloud" sign="♪" off={speak} on={silent} />
    </div>
  );
}

interface EaseKeyProps {
  readonly name: keyof Omit<Ease, 'language'>;
  readonly sign: string;
  readonly on: string;
  readonly off: string;
}

function EaseKey({ name, sign, on, off }: EaseKeyProps): VNode {
  const { state, tell } = useOnScreen();
  const isOn = state.ease?.[name] ?? false;
  return (
    <button type="button" aria-pressed={isOn} onClick={() => tell({ type: 'ease', ease: { [name]: !isOn } })}>
      <span aria-hidden="true">{sign}</span> {isOn ? on : off}
    </button>
  );
}
