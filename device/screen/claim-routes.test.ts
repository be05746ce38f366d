// Who says at the screen who they are: what the page may send, and what it is told.
import fastify, { type FastifyInstance } from 'fastify';
import t from 'tap';
import { KioskError } from '../../protocol/index.ts';
import type { ClaimAnswer } from '../flows/claim-desk.ts';
import { refusal } from '../flows/clock/clock-answer.ts';
import { claimRoutes } from './claim-routes.ts';
import { faultReply } from './screen-faults.ts';
import { sendFault } from './screen-server.ts';

const answer = {
  ...refusal('claim-locked', { retryAfterMs: 30_000 }),
  visit: 1,
  seq: 1,
  punchedAtMs: 0,
  ms: 1,
  stages: {},
};

function server(made: ClaimAnswer | KioskError): { app: FastifyInstance; said: string[]; faults: unknown[] } {
  const said: string[] = [];
  const faults: unknown[] = [];
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => sendFault(reply, faultReply(error)));
  claimRoutes(app, {
    claims: {
      byNumber: async (number) => {
        said.push(number);
        if (made instanceof KioskError) throw made;
        return made;
      },
      refuseCard: async (code) => {
        said.push(code);
        return { claimed: false, answer: { ...answer, ...refusal(code) } };
      },
      showFace: async () => {
        said.push('face');
        if (made instanceof KioskError) throw made;
        return undefined;
      },
      leave: () => void said.push('leave'),
    },
    noteFault: (fault) => void faults.push(fault),
  });
  return { app, said, faults };
}

const post = (app: FastifyInstance, path: string, payload: unknown = {}) =>
  app.inject({ method: 'POST', url: path, payload: payload as object });

t.test('whoever has gone before it was known who they are is told that, and no more', async (t) => {
  const reply = await post(server({ claimed: false, answer: null }).app, '/screen/claim', { number: '0012' });
  t.strictSame(reply.json(), { claimed: false, reason: 'claim-cancelled', retryAfterMs: null });
});

t.test('a number that is known is told how it can be shown, and one that is refused why', async (t) => {
  const known = server({ claimed: true, ways: ['finger'] });
  const reply = await post(known.app, '/screen/claim', { number: '0012' });
  t.strictSame([reply.statusCode, reply.json()], [200, { claimed: true, ways: ['finger'] }]);
  t.strictSame(known.said, ['0012'], 'zeros count');
  const locked = await post(server({ claimed: false, answer }).app, '/screen/claim', { number: '0012' });
  t.strictSame(locked.json(), { claimed: false, reason: 'claim-locked', retryAfterMs: 30_000 });
});

t.test('what is longer than any number is nobody’s, and is not cut to somebody’s', async (t) => {
  const { app, said } = server({ claimed: true, ways: ['finger'] });
  const reply = await post(app, '/screen/claim', { number: 'x'.repeat(65) });
  t.strictSame(reply.json(), { claimed: false, reason: 'claim-unknown', retryAfterMs: null });
  t.strictSame(said, ['claim-unknown']);
  await post(app, '/screen/claim', { number: 'x'.repeat(64) });
  t.equal(said.at(-1)?.length, 64);
});

t.test('what is no number is refused in words that do not repeat it', async (t) => {
  const { app, said } = server({ claimed: true, ways: ['finger'] });
  const bodies = [{}, { number: '' }, { number: 12 }, { number: 'x'.repeat(66) }, { number: '1', name: 'x' }, []];
  for (const body of bodies) {
    const reply = await post(app, '/screen/claim', body);
    t.equal(reply.statusCode, 400, JSON.stringify(body).slice(0, 30));
    t.notMatch(reply.body, /xxx/);
  }
  t.equal((await post(app, '/screen/claim', { number: 'x'.repeat(600) })).statusCode, 413);
  t.strictSame(said, []);
});

t.test('the face is shown and one goes without the page waiting; a busy terminal is noted', async (t) => {
  const { app, said } = server({ claimed: true, ways: [] });
  t.equal((await post(app, '/screen/claim/face')).statusCode, 200);
  t.equal((await post(app, '/screen/claim/leave')).statusCode, 200);
  t.strictSame(said, ['face', 'leave']);
  const busy = server(new KioskError('DESK_BUSY'));
  t.equal((await post(busy.app, '/screen/claim/face')).statusCode, 200);
  t.match(busy.faults, [{ code: 'DESK_BUSY' }]);
  t.match((await post(busy.app, '/screen/claim', { number: '1' })).json(), { error: { code: 'DESK_BUSY' } });
});
