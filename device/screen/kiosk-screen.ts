// The screen of this kiosk: what it is called, what happens here, which key was touched, what a citizen says, who needs help.

import { useRules } from '../config/index.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import { answerPhotoRoute } from './answer-photo-route.ts';
import { claimRoutes } from './claim-routes.ts';
import { helpRoute } from './help-route.ts';
import { metricsRoute } from './metrics-route.ts';
import { operatorRoutes } from './operator/operator-routes.ts';
import { appCodeRoute } from './prove/app-code-route.ts';
import { PresentVisit } from './prove/present-visit.ts';
import { previewRoute } from './prove/preview-stream.ts';
import { proveRoutes } from './prove/prove-routes.ts';
import { requestRoutes } from './request-routes.ts';
import { openScreen, type Screen, type ScreenOptions } from './screen-server.ts';

/** `bench` adds the bench's routes: the page then shows it. @throws what listening throws */
export async function openKioskScreen(parts: KioskParts, bench?: ScreenOptions['routes']): Promise<Screen> {
  const {
    config,
    policy,
    events,
    clock,
    desk,
    answering,
    answerPhoto,
    fleet,
    log,
    proving,
    camera,
    gate,
    enrolCall,
    powerSource,
  } = parts;
  const { site, name, timeZone, language } = config.terminal;
  const present = new PresentVisit(events, clock);
  const end = new AbortController();
  const screen = await openScreen({
    port: config.screen.port,
    events: present,
    press: (key) => desk.press(key),
    about: () => ({
      name: `${site} / ${name}`,
      timeZone,
      language,
      layout: config.screen.layout,
      fingers: useRules(policy).may.clockFinger,
      fleet: fleet?.state.at ?? 'none',
      onMains: powerSource?.reading?.onMains ?? true,
      bench: bench !== undefined,
      closed: gate.notice,
      called: enrolCall.message,
      prove: { here: proving.kind === 'open', why: proving.kind === 'closed' ? proving.why : null },
    }),
    hasBench: bench !== undefined,
    noteBug: (error) => log.error(error, 'the screen could not answer'),
    routes: (server) => {
      helpRoute(server, () => {
        log.info('somebody asks for help at the screen');
        answering.callHelp();
      });
      server.post('/screen/enrol/begin', () => ({ begun: enrolCall.begin() }));
      answerPhotoRoute(server, (visit) => answerPhoto.of(visit));
      claimRoutes(server, parts);
      requestRoutes(server, parts.requests);
      proveRoutes(server, proving);
      appCodeRoute(server, present);
      previewRoute(server, camera);
      metricsRoute(server, parts.metrics);
      operatorRoutes(server, parts, { hasBench: bench !== undefined, signal: end.signal });
      bench?.(server);
    },
  });
  return {
    url: screen.url,
    [Symbol.asyncDispose]: async () => {
      end.abort(new Error('the screen is closed'));
      present[Symbol.dispose]();
      await screen[Symbol.asyncDispose]();
    },
  };
}
