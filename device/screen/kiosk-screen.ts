// The screen of this kiosk: what it is called, what happens here, which key was touched.

import type { KioskParts } from '../kiosk/kiosk.ts';
import { openScreen, type Screen, type ScreenOptions } from './screen-server.ts';

/** `bench` adds the bench's routes: the page then shows it. @throws what listening throws */
export function openKioskScreen(parts: KioskParts, bench?: ScreenOptions['routes']): Promise<Screen> {
  const { config, events, desk, fleet, log } = parts;
  const { site, name, timeZone, language } = config.terminal;
  return openScreen({
    port: config.screen.port,
    events,
    press: (key) => desk.press(key),
    about: () => ({
      name: `${site} / ${name}`,
      timeZone,
      language,
      fleet: fleet?.state.at ?? 'none',
      bench: bench !== undefined,
    }),
    noteBug: (error) => log.error(error, 'the screen could not answer'),
    ...(bench && { routes: bench }),
  });
}
