// What happens at the device, as it comes; the browser connects again by itself, and begins from the present.
import type { KioskEvent } from '../../../protocol/index.ts';
import type { About, Happening, Of } from './state/happening.ts';

/** So long after the service is gone the screen says so: a shorter gap is nobody's concern. */
const SILENCE_MS = 500;

export function listen(tell: (happening: Happening) => void): () => void {
  const source = new EventSource('/screen/events');
  let isGone: ReturnType<typeof setTimeout> | undefined;
  source.onmessage = ({ data }) => tell(asBench(JSON.parse(data) as Told)); // written by the service's own stream
  source.onopen = () => {
    clearTimeout(isGone);
    isGone = undefined;
    tell({ type: 'up' });
  };
  source.onerror = () => {
    isGone ??= setTimeout(() => tell({ type: 'down' }), SILENCE_MS);
  };
  return () => {
    clearTimeout(isGone);
    source.close();
  };
}

/** What the service says of itself comes first: nothing that has happened since is told before it. */
type Told = KioskEvent | Of<'about'>;

/** The bench shows either layout on the same device. */
function asBench(told: Told): Told {
  if (told.type !== 'about') return told;
  const layout = layoutIn(location.search) ?? told.about.layout;
  return { ...told, about: { ...told.about, layout } };
}

function layoutIn(query: string): About['layout'] | undefined {
  const layout = new URLSearchParams(query).get('layout');
  return layout === 'wall' || layout === 'kiosk' ? layout : undefined;
}
