// The code for the person's app: a picture that reads as what was signed, for as long as the visit shows it, and to nobody after it.
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import t from 'tap';
import { Broadcast, type KioskEvent, ManualClock } from '../../../protocol/index.ts';
import { askPage } from '../../fixtures/page-reader.ts';
import { profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { ProveStage } from '../../flows/fixtures/prove-stage.ts';
import { qrPicture } from './app-code-route.ts';
import { CLOSED, screenFor } from './fixtures/prove-page.ts';
import { PresentVisit } from './present-visit.ts';

/** As a telephone sees it: so many pixels on the screen for the whole code. */
async function read(svg: string, sizePx: number): Promise<string> {
  const { data, info } = await sharp(Buffer.from(svg), { density: 300 })
    .resize(sizePx, sizePx)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
}

/** The ticket of a real visit. */
async function ticket(): Promise<string> {
  const { key } = await providerSide();
  const base = profileFor(key);
  const stage = new ProveStage([profileFor(key, { steps: { ...base.steps, levelUp: 'show' } })]);
  await stage.visit();
  const [shown] = stage.events.flatMap((event) => (event.type === 'prove-app-code' ? [event] : []));
  return shown?.text ?? '';
}

t.test('a signed ticket is read from the picture, also where it is small', async (t) => {
  const text = await ticket();
  t.match(text, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const picture = qrPicture(text);
  for (const sizePx of [320, 475]) t.equal(await read(picture, sizePx), text, `${sizePx} px`);
  t.match(
    picture,
    /^<svg [^>]*><path fill="#fff"[^>]*\/><path d="[Mhvz\d -]+"\/><\/svg>$/,
    'lines alone: no word of it',
  );
});

t.test('any text becomes a picture of nothing but modules', async (t) => {
  for (const text of ['x', '"/><script>alert(1)</script>', 'ยกระดับบัญชี', 'x'.repeat(900)]) {
    const picture = qrPicture(text);
    t.match(picture, /^<svg [^<]*><path [^<]*><path d="[Mhvz\d -]+"\/><\/svg>$/);
    t.equal(await read(picture, 700), text);
  }
});

t.test('it is shown while the notice stands, under the number of this visit, and not a moment longer', async (t) => {
  const events = new Broadcast<KioskEvent>();
  const clock = new ManualClock();
  using present = new PresentVisit(events, clock);
  await using screen = await screenFor(CLOSED, { present });
  const look = (query: string, headers = {}) =>
    fetch(new URL(`/screen/prove/app-code${query}`, screen.url), { headers });
  const state = (name: 'notice' | 'reading' | 'idle', visit = 7): void =>
    events.send({ type: 'prove', visit, state: name, sessionLeftMs: 180_000, idleLeftMs: null });
  const show = (visit: number): void =>
    events.send({
      ...{ type: 'prove-app-code', visit, text: `ticket-of-${visit}`, expiresAtMs: 9e12, leftMs: 170_000 },
      message: { th: 'สแกน', en: 'Scan' },
    });
  t.equal((await look('?visit=7')).status, 400, 'nobody is there');
  state('notice');
  t.equal((await look('?visit=7')).status, 400, 'none is shown');
  show(7);
  const reply = await look('?visit=7');
  t.equal(reply.status, 200);
  t.match(reply.headers.get('content-type'), /^image\/svg\+xml/);
  t.equal(reply.headers.get('cache-control'), 'no-store');
  t.equal(await read(await reply.text(), 300), 'ticket-of-7');
  for (const query of ['', '?visit=6', '?visit=8', '?visit=-7', '?visit=7.0', '?visit=7&visit=7', '?visit=__proto__'])
    t.equal((await look(query)).status, 400, query);
  t.equal((await look(`?visit=${'7'.repeat(300)}`)).status, 400);
  t.equal((await look('?visit=7', { origin: 'http://elsewhere.example' })).status, 403, 'another site');
  clock.advance(20_000);
  const late: KioskEvent[] = [];
  present.listen((event) => late.push(event))();
  t.match(late.at(-1), { type: 'prove-app-code', leftMs: 150_000 }, 'a page that comes late counts from now');
  state('reading');
  t.equal((await look('?visit=7')).status, 400, 'the choices are made');
  show(7);
  state('idle');
  t.equal((await look('?visit=7')).status, 400, 'the visit is over');
  t.match(await askPage(screen.url, '/screen/prove/app-code?visit=7'), { body: { error: { code: 'USAGE' } } });
});
