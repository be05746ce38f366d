// Asking about one's own data over the page's routes: what is asked reaches the desk, and what is wrong is refused without being repeated.
import fastify from 'fastify';
import t from 'tap';
import { requestRoutes } from './request-routes.ts';
import { faultReply } from './screen-faults.ts';

async function server() {
  const heard: unknown[] = [];
  const hear = (what: string) => async (request: string, tie?: string) => void heard.push([what, request, tie]);
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = faultReply(error);
    return reply.code(status).send(body);
  });
  requestRoutes(app, {
    byFinger: hear('finger'),
    byVisit: hear('visit'),
    atCounter: hear('counter'),
    confirm: () => heard.push('confirm') > 0,
    leave: () => void heard.push('leave'),
  });
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });
  return { heard, post, app };
}

t.test('each way of asking reaches the desk as it was said', async (t) => {
  const { heard, post, app } = await server();
  t.teardown(() => app.close());
  for (const body of [
    { request: 'access', by: 'finger' },
    { request: 'correction', by: 'number', number: '0012' },
    { request: 'withdrawal', by: 'visit', reference: '7K2M9QXD' },
    { request: 'erasure', by: 'counter' },
  ])
    t.match(await post('/screen/request', body), { statusCode: 200, body: '{}' });
  t.strictSame((await post('/screen/request/confirm', {})).json(), { confirmed: true });
  await post('/screen/request/leave', {});
  t.strictSame(heard, [
    ['finger', 'access', undefined],
    ['finger', 'correction', '0012'],
    ['visit', 'withdrawal', '7K2M9QXD'],
    ['counter', 'erasure', undefined],
    'confirm',
    'leave',
  ]);
});

t.test('what is no request is refused, and nothing that was typed is repeated', async (t) => {
  const { heard, post, app } = await server();
  t.teardown(() => app.close());
  for (const body of [
    {},
    { request: 'access' },
    { request: 'everything', by: 'finger' },
    { request: 'access', by: 'number' },
    { request: 'access', by: 'number', number: '' },
    { request: 'access', by: 'number', number: 1101 },
    { request: 'access', by: 'visit', reference: 'S3CRET'.repeat(20) },
    { request: 'access', by: 'finger', number: 'S3CRET' },
    { request: 'access', by: 'S3CRET' },
    ['access'],
  ]) {
    const reply = await post('/screen/request', body);
    t.match(reply, { statusCode: 400 }, JSON.stringify(body));
    t.notMatch(reply.body, /S3CRET/);
  }
  const long = await post('/screen/request', { request: 'access', by: 'visit', reference: 'x'.repeat(2000) });
  t.equal(long.statusCode, 413);
  t.strictSame(heard, []);
});
