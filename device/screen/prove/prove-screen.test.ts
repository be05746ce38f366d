// The prove visit over HTTP, as the page asks: choosing, agreeing, leaving; a page that comes late; what the camera sees.
import t from 'tap';
import type { CameraState } from '../../../hal/index.ts';
import { Broadcast, type KioskEvent, ManualClock, type ServiceProfile } from '../../../protocol/index.ts';
import { askPage, PageStream } from '../../fixtures/page-reader.ts';
import { until } from '../../fixtures/terminal.ts';
import { NAME_TH, profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { ProveStage } from '../../flows/fixtures/prove-stage.ts';
import { CLOSED, screenFor } from './fixtures/prove-page.ts';
import { PresentVisit } from './present-visit.ts';
import type { PreviewCamera } from './preview-stream.ts';

const { key } = await providerSide();
const limits = { ...profileFor(key).limits, sessionMs: 120_000, idleMs: 30_000 };
const profile = profileFor(key, { limits });
const another: ServiceProfile = profileFor(key, {
  ...{ id: 'second-service', limits },
  service: { ...profile.service, id: 'other', name: { th: 'อื่น', en: 'Another' } },
});

const choices = { proofing: true, improvement: false };

t.test('a person chooses a service, makes a choice for each purpose, and is proved', async (t) => {
  const stage = new ProveStage([profile, another]);
  const { counter } = stage;
  await using screen = await screenFor({ kind: 'open', counter });
  const say = (what: string, body: unknown) => askPage(screen.url, `/screen/prove/${what}`, body);
  const asked = (type: KioskEvent['type']) => until(type, () => stage.events.some((event) => event.type === type));
  const answer = stage.flow.visit(stage.card, new AbortController().signal);

  await asked('prove-services');
  t.match(
    stage.events.find(({ type }) => type === 'prove-services'),
    { services: [{ id: profile.id }, { id: another.id }], sessionMs: 120_000, idleMs: 30_000 },
    'the time is told with the question',
  );
  t.match((await say('consent', { visit: 1, choices, language: 'th' })).body, { error: { code: 'USAGE' } }, 'too soon');
  for (const body of [
    { visit: 1, id: 'no-such-service' },
    { visit: 2, id: another.id },
  ])
    t.match(await say('service', body), { status: 400, body: { error: { code: 'USAGE' } } });
  t.match(await say('service', { visit: 1, id: another.id }), { status: 200, body: { visit: 1 } });

  await asked('prove-notice');
  const wrong = {
    'a choice is missing': { visit: 1, choices: { proofing: true }, language: 'th' },
    'no choice at all': { visit: 1, choices: {}, language: 'th' },
    'a purpose that nobody asked for': { visit: 1, choices: { ...choices, more: true }, language: 'th' },
    'another visit': { visit: 2, choices, language: 'th' },
    'a visit before the first': { visit: 0, choices, language: 'th' },
    'a language that is not spoken': { visit: 1, choices, language: 'fr' },
    'a choice that is none': { visit: 1, choices: { ...choices, improvement: 'yes' }, language: 'th' },
    'hundreds of purposes': {
      ...{ visit: 1, language: 'th' },
      choices: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`p${at}`, true])),
    },
    'a name that pollutes': '{"visit":1,"language":"th","choices":{"__proto__":true,"proofing":true}}',
    'something more': { visit: 1, choices, language: 'th', level: 'IAL3' },
    nothing: {},
    'half of it': '{"visit":1,"cho',
  };
  for (const [what, body] of Object.entries(wrong)) {
    const { status, body: reply } = await say('consent', body);
    t.equal(status, 400, what);
    t.type((reply as { error: { message: string } }).error.message, 'string', `${what}: and is told so`);
  }
  t.notOk(stage.acts.includes('open-card'), 'none of them opened the card');

  t.match(await say('consent', { visit: 1, choices, language: 'en' }), { status: 200, body: { visit: 1 } });
  t.match(await answer, { outcome: 'proved' });
  t.match(stage.journal, [{ event: 'prove', consent: { agreed: ['proofing'] } }]);
  t.equal((await say('consent', { visit: 1, choices, language: 'en' })).status, 400, 'twice');
  t.equal((await say('leave', { visit: 1, how: 'cancelled' })).status, 400, 'the visit is over');
});

t.test('whoever cancels is let go, and whoever needs help is referred', async (t) => {
  for (const [how, outcome] of [
    ['cancelled', 'refused'],
    ['help-asked', 'referred'],
  ] as const) {
    const stage = new ProveStage([profile]);
    await using screen = await screenFor({ kind: 'open', counter: stage.counter });
    const leave = (body: unknown) => askPage(screen.url, '/screen/prove/leave', body);
    const answer = stage.flow.visit(stage.card, new AbortController().signal);
    await until('the notice', () => stage.events.some(({ type }) => type === 'prove-notice'));
    t.equal((await leave({ visit: 2, how })).status, 400, 'not for another visit');
    t.equal((await leave({ visit: 1, how: 'proved' })).status, 400, 'nobody chooses how it ends');
    t.equal((await leave({ visit: 1, how })).status, 200);
    t.match(await answer, { code: how, outcome, reference: /^\w{4}-\w{4}$/ });
  }
});

t.test('where nobody is proved the screen says why, and answers all the same', async (t) => {
  await using screen = await screenFor({ kind: 'closed', why: 'no camera is configured' });
  for (const [path, body] of [
    ['service', { visit: 1, id: 'x' }],
    ['consent', { visit: 1, choices, language: 'th' }],
    ['leave', { visit: 1, how: 'cancelled' }],
    ['touch', { visit: 1 }],
    ['mobile', { visit: 1, act: 'skip' }],
  ] as const)
    t.match(await askPage(screen.url, `/screen/prove/${path}`, body), {
      status: 400,
      body: { error: { what: 'nobody is proved here', why: 'no camera is configured' } },
    });
  t.match(await askPage(screen.url, '/screen/preview'), { status: 409, body: { error: { code: 'CAMERA_OFF' } } });
  const foreign = await fetch(new URL('/screen/prove/leave', screen.url), {
    method: 'POST',
    headers: { origin: 'http://elsewhere.example', 'content-type': 'application/json' },
    body: '{"visit":1,"how":"cancelled"}',
  });
  t.equal(foreign.status, 403, 'another site may not end a visit');
});

t.test('a page that is opened in the middle of a visit is told where it stands, and after it nothing', async (t) => {
  const events = new Broadcast<KioskEvent>();
  const clock = new ManualClock();
  using present = new PresentVisit(events, clock);
  await using screen = await screenFor(CLOSED, { present });
  const kept = (): KioskEvent[] => {
    const told: KioskEvent[] = [];
    present.listen((event) => told.push(event))();
    return told;
  };
  const state = (name: 'card-detected' | 'notice' | 'reading' | 'capturing' | 'mobile' | 'answered' | 'idle'): void =>
    events.send({
      ...{ type: 'prove', visit: 7, state: name, sessionLeftMs: name === 'card-detected' ? null : 180_000 },
      idleLeftMs: name === 'notice' ? 30_000 : null,
    });
  const { notice, service, provider } = profile;
  t.strictSame(kept(), []);
  state('card-detected');
  events.send({ type: 'prove-services', visit: 7, services: [], sessionMs: 9000, idleMs: 3000 });
  clock.advance(4000);
  t.match(kept(), [
    { state: 'card-detected', sessionLeftMs: null },
    { sessionMs: 5000, idleMs: 0 },
  ]);
  state('notice');
  events.send({
    ...{ type: 'prove-notice', visit: 7, service: service.name, provider: provider.name, idleMs: 30_000 },
    ...{ text: notice.text, purposes: notice.purposes },
  });
  clock.advance(10_000);
  t.match(kept(), [
    { type: 'prove', state: 'notice', sessionLeftMs: 170_000, idleLeftMs: 20_000 },
    { type: 'prove-notice', purposes: notice.purposes, idleMs: 20_000 },
  ]);
  await using late = await PageStream.open(screen.url, '/screen/events');
  t.match(await late.nextEvent(), { type: 'prove', state: 'notice' }, 'over HTTP too');
  t.match(await late.nextEvent(), { type: 'prove-notice', visit: 7 });

  events.send({ type: 'prove-idle', visit: 7, idleMs: 30_000 });
  clock.advance(4000);
  t.match(kept().at(-1), { type: 'prove-idle', idleMs: 26_000 }, 'a touch counts for a late page too');
  const app = { type: 'prove-app', visit: 7, message: { th: 'อ่านแล้ว', en: 'read' } } as const;
  events.send({ ...app, state: 'taken' });

  state('reading');
  t.strictSame(
    kept().map(({ type }) => type),
    ['prove'],
    'what belongs to the notice goes with it',
  );
  events.send({ type: 'prove-person', visit: 7, nameTh: NAME_TH, nameEn: 'Miss Somsri Jaidee' });
  state('capturing');
  events.send({ type: 'prove-guide', visit: 7, guidance: null, held: 1, needed: 5 });
  events.send({ type: 'prove-guide', visit: 7, guidance: null, held: 2, needed: 5 });
  events.send({ type: 'ready' });
  t.strictSame(
    kept().map((event) => event.type),
    ['prove', 'prove-person', 'prove-guide'],
    'the state first, then what belongs to it; nothing of the clock visits',
  );
  t.match(kept()[2], { held: 2 }, 'the last of each');

  state('mobile');
  const asked = { type: 'prove-mobile', visit: 7, complaint: null, triesLeft: 3, mayResend: true } as const;
  events.send({ ...asked, asks: 'number', leftMs: 120_000 });
  events.send({ ...asked, asks: 'code', leftMs: 100_000 });
  clock.advance(30_000);
  t.match(kept().at(-1), { asks: 'code', leftMs: 70_000 }, 'only the last question, with the time it still has');
  events.send({ type: 'prove-contact', visit: 7, result: 'confirmed' });

  state('answered');
  t.notOk(
    kept().some(({ type }) => type === 'prove-mobile'),
    'nothing is asked any more',
  );
  events.send({ ...app, state: 'delivered' });
  t.ok(kept().some((event) => event.type === 'prove-app' && event.state === 'delivered'));
  events.send({
    ...{ type: 'prove-answer', visit: 7, outcome: 'refused', reason: 'cancelled', reference: 'ABCD-1234' },
    ...{ light: 'attention', ms: null, message: { th: '', en: '', doTh: '', doEn: '' } },
  });
  t.notMatch(JSON.stringify(kept()), NAME_TH, 'with the answer the name is gone');
  state('idle');
  t.strictSame(kept(), [], 'nothing is left of the visit');
});

const JPEG = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);

function testCamera() {
  const preview = new Broadcast<Uint8Array>();
  const states = new Broadcast<CameraState>();
  let state: CameraState = 'off';
  let looking = 0;
  const camera: PreviewCamera = {
    preview: {
      listen: (listener) => {
        looking += 1;
        const stop = preview.listen(listener);
        return () => {
          looking -= 1;
          stop();
        };
      },
    },
    states,
    get state() {
      return state;
    },
  };
  const enter = (next: CameraState): void => {
    state = next;
    states.send(next);
  };
  return { camera, enter, send: (jpeg: Uint8Array) => preview.send(jpeg), looking: () => looking };
}

t.test('the camera shows the person while it is on, to as many as may look, and no longer', async (t) => {
  const { camera, enter, send, looking } = testCamera();
  await using screen = await screenFor(CLOSED, { camera });
  const look = () => PageStream.open(screen.url, '/screen/preview');
  t.equal((await askPage(screen.url, '/screen/preview')).status, 409, 'off');
  enter('opening');
  await using page = await look();
  t.match(page.headers.get('cache-control'), 'no-store');
  t.match(page.headers.get('content-type'), /^multipart\/x-mixed-replace; boundary=picture$/);
  enter('on');
  send(JPEG);
  send(Buffer.from([0xff, 0xd8, 0xff, 0xd9]));
  t.strictSame(await page.picture(), JPEG);
  t.strictSame(await page.picture(), Buffer.from([0xff, 0xd8, 0xff, 0xd9]));

  {
    await using second = await look();
    t.match(await askPage(screen.url, '/screen/preview'), { status: 503, body: { error: { code: 'TOO_MANY' } } });
    send(JPEG);
    t.strictSame(await second.picture(), JPEG);
  }
  await until('whoever has left is forgotten', () => looking() === 1);
  await using again = await look();
  t.equal(again.headers.get('content-type'), page.headers.get('content-type'), 'and makes room');

  enter('waiting');
  send(JPEG);
  t.strictSame(await again.picture(), JPEG, 'a camera that comes back goes on');
  enter('off');
  t.equal(await again.picture(), undefined, 'the end of the stream');
  await until('nobody looks any more', () => looking() === 0);
});

t.test(
  'a page that reads nothing misses pictures, holds nothing up, and is cut off when the camera is off',
  async (t) => {
    const { camera, enter, send, looking } = testCamera();
    await using screen = await screenFor(CLOSED, { camera });
    enter('on');
    await using _stuck = await PageStream.open(screen.url, '/screen/preview');
    const before = process.memoryUsage().arrayBuffers;
    const big = Buffer.alloc(512 * 1024, 7);
    for (let sent = 0; sent < 400; sent += 1) {
      send(big);
      if (sent % 40 === 0) await new Promise(setImmediate);
    }
    t.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024, 'not 200 MiB');
    enter('off');
    await until('it is cut off', () => looking() === 0);
  },
);
