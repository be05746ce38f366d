// Touching the screen and asking for help over HTTP: by whoever stands there, at any time, and by no other site.
import t from 'tap';
import { Broadcast, type KioskEvent } from '../../../protocol/index.ts';
import { askPage } from '../../fixtures/page-reader.ts';
import { until } from '../../fixtures/terminal.ts';
import { profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { ProveStage } from '../../flows/fixtures/prove-stage.ts';
import { helpRoute } from '../help-route.ts';
import { openScreen } from '../screen-server.ts';
import { screenFor } from './fixtures/prove-page.ts';

const { key } = await providerSide();
const base = profileFor(key);
const profile = profileFor(key, { limits: { ...base.limits, sessionMs: 120_000, idleMs: 30_000 } });

const postFrom = (origin: string, url: URL, body: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body });

t.test('who reads the notice and touches the screen is waited for anew; anybody else is not', async (t) => {
  const stage = new ProveStage([profile]);
  await using screen = await screenFor({ kind: 'open', counter: stage.counter });
  const touch = (body: unknown) => askPage(screen.url, '/screen/prove/touch', body);
  t.match(await touch({ visit: 1 }), { status: 400 }, 'nobody is there');
  const answer = stage.flow.visit(stage.card, new AbortController().signal);
  await until('the notice', () => stage.events.some(({ type }) => type === 'prove-notice'));
  for (const body of [{ visit: 2 }, { visit: '1' }, { visit: 1, idleMs: 9e9 }, {}, [], 'null', '{"visit":'])
    t.equal((await touch(body)).status, 400, JSON.stringify(body));
  const foreign = await postFrom('http://elsewhere.example', new URL('/screen/prove/touch', screen.url), '{"visit":1}');
  t.equal(foreign.status, 403);
  t.notOk(stage.events.some(({ type }) => type === 'prove-idle'));
  t.strictSame(await touch({ visit: 1 }), { status: 200, body: { visit: 1, extended: true } });
  t.strictSame(await touch({ visit: 1 }), { status: 200, body: { visit: 1, extended: false } }, 'at once again');
  t.match(
    stage.events.filter(({ type }) => type === 'prove-idle'),
    [{ visit: 1, idleMs: 30_000 }],
  );
  stage.counter.leave(1, 'cancelled');
  t.match(await answer, { code: 'cancelled' });
  t.equal((await touch({ visit: 1 })).status, 400, 'the visit is over');
});

t.test('help is there without a visit, and asked for by nobody but this page', async (t) => {
  let called = 0;
  await using screen = await openScreen({
    ...{ port: 0, events: new Broadcast<KioskEvent>(), press: () => undefined, about: () => ({}) },
    noteBug: () => undefined,
    routes: (server) =>
      helpRoute(server, () => {
        called += 1;
      }),
  });
  t.strictSame(await askPage(screen.url, '/screen/help', {}), { status: 200, body: { asked: true } });
  t.equal(called, 1);
  for (const body of [{ message: 'come here' }, [], '"help"', '{"'])
    t.equal((await askPage(screen.url, '/screen/help', body)).status, 400, JSON.stringify(body));
  const foreign = await postFrom('http://elsewhere.example', new URL('/screen/help', screen.url), '{}');
  t.equal(foreign.status, 403);
  t.equal(called, 1);
});
