// The screen of this kiosk: what it is called, what happens here, which key was touched, what a citizen says.

import type { KioskParts } from '../kiosk/kiosk.ts';
import { PresentVisit } from './prove/present-visit.ts';
import { previewRoute } from './prove/preview-stream.ts';
import { proveRoutes } from './prove/prove-routes.ts';
import { openScreen, type Screen, type ScreenOptions } from './screen-server.ts';

/** `bench` adds the bench's routes: the page then shows it. @throws what listening throws */
export async function openKioskScreen(parts: KioskParts, bench?: ScreenOptions['routes']): Promise<Screen> {
  const { config, events, clock, desk, fleet, log, proving, camera } = parts;
  const { site, name, timeZone, language } = config.terminal;
  const present = new PresentVisit(events, clock);
  const screen = await openScreen({
    port: config.screen.port,
    events: present,
    press: (key) => desk.press(key),
    about: () => ({
      name: `${site} / ${name}`,
      timeZone,
      language,
      fleet: fleet?.state.at ?? 'none',
      bench: bench !== undefined,
      prove: { here: proving.kind === 'open', why: proving.kind === 'closed' ? proving.why : null },
    }),
    noteBug: (error) => log.error(error, 'the screen could not answer'),
    routes: (server) => {
      proveRoutes(server, proving);
      previewRoute(server, camera);
      bench?.(server);
    },
  });
  return {
    url: screen.url,
    [Symbol.asyncDispose]: async () => {
      present[Symbol.dispose]();
      await screen[Symbol.asyncDispose]();
    },
  };
}
