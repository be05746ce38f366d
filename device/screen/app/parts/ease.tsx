// How somebody would rather have the screen, by a key of the screen or of a keyboard; it goes with them (`state/ease.ts`).
import type { VNode } from 'preact';
import { useKeys } from '../keys.ts';
import { type OnScreen, useOnScreen } from '../screen-context.ts';
import type { Ease } from '../state/happening.ts';

type EaseName = keyof Omit<Ease, 'language'>;

const SIGNS: Readonly<Record<EaseName, string>> = { isLow: '⇩', isContrast: '◐', isAloud: '♪' };
const KEYS: Readonly<Record<string, EaseName>> = { F3: 'isContrast', F4: 'isAloud' };

const isOn = ({ state }: Pick<OnScreen, 'state'>, name: EaseName): boolean => state.ease?.[name] ?? false;

const turn = (screen: Pick<OnScreen, 'state' | 'tell'>, name: EaseName): void =>
  screen.tell({ type: 'ease', ease: { [name]: !isOn(screen, name) } });

/** Wherever one is. */
export function useEaseKeys(screen: Pick<OnScreen, 'state' | 'tell'>): void {
  useKeys((key) => {
    const name = KEYS[key];
    if (name) turn(screen, name);
    return name !== undefined;
  });
}

interface EaseKeyProps {
  readonly name: EaseName;
  readonly isSmall?: boolean;
}

/** A small one has its words for whoever hears it. */
export function EaseKey({ name, isSmall = false }: EaseKeyProps): VNode {
  const screen = useOnScreen();
  const { lower, higher, contrast, normal, speak, silent } = screen.words.ease;
  const words = { isLow: [lower, higher], isContrast: [contrast, normal], isAloud: [speak, silent] } as const;
  const word = words[name][isOn(screen, name) ? 1 : 0];
  return (
    <button
      type="button"
      class={isSmall ? 'sign-key' : undefined}
      aria-label={isSmall ? word : undefined}
      aria-pressed={isOn(screen, name)}
      onClick={() => turn(screen, name)}
    >
      <span aria-hidden="true">{SIGNS[name]}</span> {!isSmall && word}
    </button>
  );
}
