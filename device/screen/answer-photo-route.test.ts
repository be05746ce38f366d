// What the page is given for the photo beside an answer, and what it is not.
import fastify from 'fastify';
import t from 'tap';
import { answerPhotoRoute } from './answer-photo-route.ts';
import { faultReply } from './screen-faults.ts';
import { sendFault } from './screen-server.ts';

t.test('a picture that nobody keeps, of the visit that stands; of any other there is none', async (t) => {
  const jpeg = Buffer.of(0xff, 0xd8, 0xff, 1, 2, 3);
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => sendFault(reply, faultReply(error)));
  answerPhotoRoute(app, (visit) => (visit === 12 ? jpeg : undefined));
  const reply = await app.inject('/screen/answer/photo/12');
  t.equal(reply.statusCode, 200);
  t.match(reply.headers, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' });
  t.match(reply.headers, { 'x-content-type-options': 'nosniff' });
  t.strictSame(reply.rawPayload, jpeg);
  t.equal((await app.inject('/screen/answer/photo/11')).statusCode, 404);
  for (const none of ['0', '-1', '1.5', 'x', '012', '9'.repeat(16)])
    t.equal((await app.inject(`/screen/answer/photo/${none}`)).statusCode, 400, none);
});
