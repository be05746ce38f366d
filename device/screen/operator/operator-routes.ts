// The operator's page: who comes in, what they do, and what goes on meanwhile.
import type { FastifyInstance } from 'fastify';
import { Broadcast, type OperatorEvent, type SiteOperator } from '../../../protocol/index.ts';
import type { KioskParts } from '../../kiosk/kiosk.ts';
import { streamEvents } from '../event-stream.ts';
import { entryRoutes } from './entry-routes.ts';
import { within } from './guard.ts';
import { secondRoutes } from './second-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { workRoutes } from './work-routes.ts';

/** With virtual devices only. */
const BENCH_OPERATOR: SiteOperator = {
  ...{ id: 'BENCH-AAAAAAAAAAAAAAAA', name: 'Bench', role: 'administrator', validUntilMs: null },
  keys: [],
};

export interface OperatorScreen {
  /** Virtual devices: somebody may come in without a key. */
  readonly hasBench: boolean;
  readonly signal: AbortSignal;
}

export function operatorRoutes(server: FastifyInstance, parts: KioskParts, { hasBench, signal }: OperatorScreen): void {
  const { operators: room, config } = parts;
  const { site, name, language, timeZone } = config.terminal;
  const atBench = hasBench ? BENCH_OPERATOR : undefined;
  entryRoutes(server, { ...{ room, language, timeZone, atBench, signal }, terminal: `${site} / ${name}` });
  workRoutes(server, room);
  secondRoutes(server, room);
  serviceRoutes(server, room, parts);
  const events = eventsOf(room);
  server.get(
    '/operator/events',
    within(room, { act: 'look', isIdle: true }, ({ signal: session }, request, reply) => {
      streamEvents<OperatorEvent>(events, request, reply, [
        { type: 'enrolment', state: room.enrolling.state },
        { type: 'self-test', state: room.testing.state },
      ]);
      // Told why, and then no more: whoever comes next is another.
      session.addEventListener('abort', () => setImmediate(() => reply.raw.end()), { once: true });
      return reply;
    }),
  );
}

/** As long as the room is there. */
function eventsOf({ enrolling, testing, sessions }: KioskParts['operators']): Broadcast<OperatorEvent> {
  const events = new Broadcast<OperatorEvent>();
  enrolling.changes.listen((state) => events.send({ type: 'enrolment', state }));
  testing.changes.listen((state) => events.send({ type: 'self-test', state }));
  sessions.ends.listen((how) => events.send({ type: 'over', how }));
  return events;
}
