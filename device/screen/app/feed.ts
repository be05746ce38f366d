// What happens at the device, as it comes; the browser connects again by itself, and begins from the present.
import type { KioskEvent } from '../../../protocol/index.ts';
import { ask } from './ask.ts';
import type { About, Happening } from './state/happening.ts';

/** So long after the service is gone the screen says so: a shorter gap is nobody's concern. */
const SILENCE_MS = 500;

export function listen(tell: (happening: Happening) => void): () => void {
  const source = new EventSource('/screen/events');
  let isGone: ReturnType<typeof setTimeout> | undefined;
  source.onmessage = ({ data }) => tell(JSON.parse(data) as KioskEvent); // written by the service's own stream
  source.onopen = () => {
    clearTimeout(isGone);
    isGone = undefined;
    tell({ type: 'up' });
    ask<About>('GET', '/screen/about').then(
      (about) => tell({ type: 'about', about: { ...about, layout: layoutIn(location.search) ?? about.layout } }),
      () => undefined,
    );
  };
  source.onerror = () => {
    isGone ??= setTimeout(() => tell({ type: 'down' }), SILENCE_MS);
  };
  return () => {
    clearTimeout(isGone);
    source.close();
  };
}

/** The bench shows either on the same device. */
function layoutIn(query: string): About['layout'] | undefined {
  const layout = new URLSearchParams(query).get('layout');
  return layout === 'wall' || layout === 'kiosk' ? layout : undefined;
}
