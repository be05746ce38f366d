// Which screen stands there, in which language: from what happened, and nothing else.
import type { VNode } from 'preact';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { listen } from './feed.ts';
import { Attract } from './kiosk/attract.tsx';
import { ProveScreen } from './kiosk/prove-screen.tsx';
import { useEaseKeys } from './parts/ease.tsx';
import { Gone } from './parts/gone.tsx';
import { Told } from './parts/told.tsx';
import { RequestScreen } from './requests/request-screen.tsx';
import { type OnScreen, onScreen, ScreenContext } from './screen-context.ts';
import { useChime, useReadAloud } from './sound.ts';
import { lightOfAsking } from './state/asking.ts';
import type { Happening } from './state/happening.ts';
import { after, atFirst, languageOf, type ScreenState } from './state/screen-state.ts';
import { lightOf } from './state/standing.ts';
import { WallScreen } from './wall/wall-screen.tsx';

const TICK_MS = 100;
/** A hand on the screen is told so often, and no more. */
const TOUCHED_EVERY_MS = 1000;

const now = (): number => performance.now();

export function App(): VNode {
  const [state, tell] = useReducer(
    (before: ScreenState, happening: Happening) => after(before, happening, now()),
    undefined,
    () => atFirst(now()),
  );
  useFeed(tell);
  const language = languageOf(state);
  const screen = onScreen(state, language, tell);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useReadAloud(screen);
  useEaseKeys(screen);
  return (
    <ScreenContext value={screen}>
      <main
        data-light={lightNow(screen)}
        data-layout={state.about?.layout ?? 'wall'}
        data-contrast={state.ease?.isContrast ?? false}
        data-low={state.ease?.isLow ?? false}
        data-sparing={state.isSparing && isNobodyHere(state)}
      >
        {standing(screen)}
      </main>
      <Told />
    </ScreenContext>
  );
}

function standing({ state }: OnScreen): VNode {
  if (!state.isConnected) return <Gone />;
  if (state.visit) return <ProveScreen key={state.visit.number} visit={state.visit} />;
  const isWaiting = state.standing.kind === 'idle' && state.claim.kind === 'none';
  if (isAsking(state)) return <RequestScreen />;
  return state.about?.layout === 'kiosk' && isWaiting ? <Attract /> : <WallScreen />;
}

/** Nobody needs to read anything. */
const isNobodyHere = ({ standing, claim, asking, visit }: ScreenState): boolean =>
  standing.kind === 'idle' && claim.kind === 'none' && asking.kind === 'none' && visit === undefined;

/** Whoever had their answer first reads it to the end. */
function isAsking({ asking, standing }: ScreenState): boolean {
  if (asking.kind === 'none' || standing.kind === 'answer') return false;
  return asking.kind !== 'sent' || standing.kind === 'idle';
}

function lightNow({ state }: OnScreen): string {
  if (!state.isConnected) return 'fault';
  if (isAsking(state)) return lightOfAsking(state.asking);
  const light = lightOf(state.standing);
  if (state.visit && light === 'off') return state.visit.answer?.light ?? 'ready';
  return light;
}

function useFeed(tell: (happening: Happening) => void): void {
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  const chime = useChime();
  useEffect(() => {
    const touched = (event: Event): void => {
      // A key that is leant on keeps nobody's page.
      if (event instanceof KeyboardEvent && event.repeat) return;
      if (now() - touchedAt.current < TOUCHED_EVERY_MS) return;
      touchedAt.current = now();
      tell({ type: 'touched' });
    };
    const hear = (happening: Happening): void => {
      tell(happening);
      chime(happening);
    };
    const stop = listen(hear);
    const ticking = setInterval(() => tell({ type: 'tick' }), TICK_MS);
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, touched);
    return () => {
      stop();
      clearInterval(ticking);
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, touched);
    };
  }, [tell, chime]);
}
