// Help is there whatever goes on: also for whoever has no card, or whose finger is not read.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseBody } from './parse-body.ts';

const nothing = z.strictObject({});

/** `POST /screen/help {}`: the sentence comes as an event. Within a prove visit `leave` ends it as referred. */
export function helpRoute(server: FastifyInstance, call: () => void): void {
  server.post('/screen/help', ({ body }) => {
    parseBody(nothing, body);
    call();
    return { asked: true };
  });
}
