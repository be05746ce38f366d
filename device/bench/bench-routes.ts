// The bench API: one acts as a person would, and sees what the person sees. Only with virtual devices, only on loopback.

import type { FastifyInstance } from 'fastify';
import { SCENE_MANNERS } from '../../models/laboratory.ts';
import { type ClockAnswer, refusal } from '../flows/clock/clock-answer.ts';
import type { ProveAnswer } from '../flows/prove/index.ts';
import { streamEvents } from '../screen/event-stream.ts';
import { notHere } from '../screen/screen-faults.ts';
import { sendFault } from '../screen/screen-server.ts';
import type { Bench } from './bench.ts';
import { requestAnswer } from './bench-request.ts';
import { clockRequest, enrolRequest, faultRequest, fingerRequest, keyRequest, parseRequest } from './bench-requests.ts';
import { BENCH_CARDS, cardRequest, INVENTED_NAMES } from './kiosk/bench-cards.ts';
import { faceRequest, proveRequest, scanRequest } from './kiosk/citizen-requests.ts';
import { staffRoutes } from './staff-routes.ts';

/** Nobody noticed the finger: nothing was journaled, and the screen said why before it was placed. */
const unnoticed: Omit<ClockAnswer, 'visit' | 'punchedAtMs'> = {
  ...refusal('sensor-lost'),
  seq: null,
  ms: 0,
  stages: {},
};

export const benchAnswer = (answer: ClockAnswer | undefined): object => {
  const { code, accepted, person, direction, repeated, retryAfterMs, seq, ms, stages } = answer ?? unnoticed;
  return {
    outcome: accepted ? 'accepted' : 'refused',
    reason: accepted ? null : code,
    hrCode: person?.code ?? null,
    direction,
    repeated,
    retryAfterMs,
    seq,
    ms,
    stages,
  };
};

export const proveAnswer = (answer: ProveAnswer): object => {
  const { outcome, code, match, liveness, quality, evidenceId, seq, ms, stages, reference, retryAfterMs, levelUp } =
    answer;
  return {
    ...{ outcome, reason: outcome === 'proved' ? null : code, match, liveness, quality, evidence: evidenceId },
    ...{ seq, ms, stages, reference, retryAfterMs, levelUp },
  };
};

export function benchRoutes(server: FastifyInstance, bench: Bench): void {
  const { parts } = bench;
  server.post('/bench/key', ({ body }) => {
    const { key } = parseRequest(keyRequest, body);
    parts.desk.press(key);
    return { direction: key };
  });
  server.post('/bench/finger', async ({ body }) => {
    const touch = parseRequest(fingerRequest, body);
    if (parts.requests.isShowing) return requestAnswer(await bench.requestFinger(touch));
    return benchAnswer(await bench.finger(touch));
  });
  server.post('/bench/enrol', ({ body }) => bench.enrol(parseRequest(enrolRequest, body)));
  server.post('/bench/fault', async ({ body }) => {
    const { device, fault, forMs } = parseRequest(faultRequest, body);
    await bench.faults.break(device, fault, forMs);
    return { device, fault };
  });
  server.delete('/bench/fault', async () => {
    await bench.faults.mendAll();
    return { device: null, fault: null };
  });
  server.post('/bench/clock', ({ body }) => {
    const { advanceMs, wakes } = parseRequest(clockRequest, body);
    if (wakes) bench.clock.pass(advanceMs);
    else bench.clock.advance(advanceMs);
    return { nowMs: bench.clock.nowMs() };
  });
  server.delete('/bench/lockout', () => {
    parts.stores.counters.clear();
    return { locked: false };
  });
  server.post('/bench/renew-keys', () => parts.stores.renewKeys(bench.signal));
  server.get('/bench/state', () => bench.state());
  server.get('/bench/people', () => ({ people: bench.demoPeople }));
  server.get('/bench/events', (request, reply) => streamEvents(parts.events, request, reply));
  const { citizen, signal } = bench;
  staffRoutes(server, { parts, citizen, signal, answer: benchAnswer });
  citizenRoutes(server, bench);
}

const ELSEWHERE = [
  { url: '/bench/card', method: ['POST', 'DELETE'], what: 'the card reader' },
  { url: '/bench/face', method: ['POST', 'DELETE'], what: 'the camera' },
  { url: '/bench/scan', method: ['POST'], what: 'the bar-code scanner' },
  { url: '/bench/prove', method: ['POST'], what: 'the prove visit' },
  { url: '/bench/challenge', method: ['POST'], what: 'the prove visit' },
  { url: '/bench/evidence', method: ['GET'], what: 'the prove visit' },
  { url: '/bench/citizens', method: ['GET'], what: 'the prove visit' },
];

/** Of terminals with a card reader and a camera. */
function citizenRoutes(server: FastifyInstance, { citizen, parts }: Bench): void {
  if (!citizen) {
    for (const { url, method, what } of ELSEWHERE)
      server.route({ url, method, handler: (_request, reply) => sendFault(reply, notHere(what)) });
    return;
  }
  server.post('/bench/card', ({ body }) => citizen.insert(parseRequest(cardRequest, body)));
  server.delete('/bench/card', () => citizen.remove());
  server.post('/bench/face', ({ body }) => citizen.face(parseRequest(faceRequest, body)));
  server.delete('/bench/face', () => citizen.noFace());
  server.post('/bench/challenge', () => citizen.challenge());
  server.get('/bench/citizens', () => ({
    ...{ people: INVENTED_NAMES, cards: BENCH_CARDS, manners: SCENE_MANNERS },
    purposes: parts.proving.kind === 'open' ? parts.proving.profiles.flatMap(({ notice }) => notice.purposes) : [],
  }));
  server.post('/bench/scan', ({ body }) => citizen.scan(parseRequest(scanRequest, body).text));
  server.post('/bench/prove', async ({ body }) => proveAnswer(await citizen.prove(parseRequest(proveRequest, body))));
  server.get('/bench/evidence', () => ({ evidence: parts.stores.evidence.count }));
}
