// The bench over HTTP, as scripts and the page use it: what each route answers, and what it says to nonsense.

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { Broadcast, type KioskEvent, type Listenable } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { readConfig } from '../config/index.ts';
import { drawPrints, pngOf } from '../fixtures/drawn-prints.ts';
import { print, until } from '../fixtures/terminal.ts';
import { nextAnswer } from '../flows/front-desk.ts';
import { openLog } from '../kiosk/kiosk-log.ts';
import { openScreen } from '../screen/screen-server.ts';
import { openVirtualTerminal } from './virtual-terminal.ts';

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

type Method = 'GET' | 'POST' | 'DELETE';

const asker =
  (base: string) =>
  async (method: Method, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = body === undefined ? {} : { body: text };
    const reply = await fetch(new URL(path, base), { method, headers: { ...json, ...headers }, ...sent });
    const answer = await reply.text();
    return { status: reply.status, body: JSON.parse(answer), text: answer };
  };

/** fetch may not say who it comes from. */
async function statusWith(
  url: string,
  headers: Record<string, string>,
  method: Method = 'GET',
): Promise<number | undefined> {
  const request = httpRequest(url, { method, headers });
  request.end();
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

t.test('the bench of a virtual terminal', async (t) => {
  const dir = t.testdir();
  const image = await drawPrints(dir, 4, 5);
  const stop = new AbortController();
  await using closing = new ClosingOrder();
  const config = readConfig({ env: {}, overrides: { data: { dir: join(dir, 'data') }, engine: { threads: 1 } } });
  const parts = { config, log: openLog('silent'), version: 'test', paced: false, demo: false };
  const terminal = await openVirtualTerminal({ ...parts, progress: () => undefined, signal: stop.signal }, closing);
  const { kiosk, bench, url } = terminal;
  const served = kiosk.serve(stop.signal);
  closing.defer(async () => {
    stop.abort();
    await served;
  });
  const ask = asker(url);
  const { journal, people } = kiosk.parts.stores;
  const touch = (path: string) => ask('POST', '/bench/finger', { image: path, dpi: 500 });
  const touches = (finger: number, ...impressions: number[]) => impressions.map((nth) => image(finger, nth));
  await until('the terminal is ready', async () => (await ask('GET', '/bench/state')).body['ready'] === true);

  await t.test('a person is enrolled, clocks with a key, and is found in journal and fleet', async (t) => {
    const fingers = { 'right-index': touches(1, 1, 2, 3, 4) };
    const person = { hrCode: '0000000001', nameTh: 'หนึ่ง', nameEn: 'One', dpi: 500 };
    const enrolled = await ask('POST', '/bench/enrol', { ...person, fingers });
    t.equal(enrolled.status, 200);
    t.match(enrolled.body, {
      enrolled: true,
      hrCode: '0000000001',
      quality: { 'right-index': [Number, Number, Number] },
      verified: { 'right-index': true },
    });
    t.strictSame((await ask('POST', '/bench/key', { key: 'out' })).body, { direction: 'out' });
    const answer = await touch(image(1, 5));
    t.match(answer.body, {
      outcome: 'accepted',
      reason: null,
      hrCode: '0000000001',
      direction: 'out',
      repeated: false,
      retryAfterMs: null,
      seq: journal.lastSeq,
      ms: Number,
      stages: { capture: Number, extraction: Number, identification: Number, commit: Number },
    });
    t.match((await touch(image(1, 4))).body, { outcome: 'accepted', repeated: true }, 'a repeat is kept and marked');
    await until('the fleet has it', () => journal.unacknowledged === 0);
    t.match((await ask('GET', '/bench/state')).body, {
      ready: true,
      people: 1,
      templates: 3,
      journal: { lastSeq: Number, unacknowledged: 0 },
      fleet: { lastSeq: Number, entries: Number },
      devices: { sensor: 'ready', light: 'ready' },
    });
    t.match((await ask('GET', '/bench/people')).body, { people: [] });
    t.match((await ask('GET', '/screen/about')).body, { bench: true, name: 'site-1 / terminal-1' });
  });

  await t.test('an enrolment that is refused says why and keeps nothing', async (t) => {
    const refused = async (hrCode: string, fingers: object): Promise<Reply['body']> =>
      (await ask('POST', '/bench/enrol', { hrCode, fingers })).body;
    const blank = join(dir, 'blank.png');
    await sharp({ create: { width: 300, height: 340, channels: 3, background: 'white' } })
      .png()
      .toFile(blank);
    t.match(await refused('0000000001', { 'right-index': touches(2, 1, 2, 3) }), {
      enrolled: false,
      reason: 'person-exists',
    });
    t.match(await refused('2', { 'left-index': touches(1, 1, 2, 3) }), { enrolled: false, reason: 'duplicate' });
    t.match(await refused('2', { 'right-index': [blank, blank, blank] }), {
      enrolled: false,
      reason: 'poor-quality',
      complaints: [{ finger: 'right-index' }, {}, {}],
    });
    const wrongCheck = [...touches(2, 1, 2, 3), image(3, 1)];
    t.match(await refused('2', { 'right-index': wrongCheck }), { enrolled: false, reason: 'verification-failed' });
    t.equal(people.count, 1);
    t.equal(kiosk.parts.engine.stats.fingers, 1);
    const without = await ask('POST', '/bench/enrol', { hrCode: '2', fingers: { 'left-thumb': touches(2, 1, 2, 3) } });
    t.match(without.body, { enrolled: true, verified: { 'left-thumb': 'skipped' } }, 'any finger will do');
    t.match((await touch(image(2, 4))).body, { outcome: 'accepted', hrCode: '2', direction: /^(in|out)$/ });
  });

  await t.test('nonsense gets one clear line, and no stack', async (t) => {
    const text = join(dir, 'not-an-image.png');
    const cut = join(dir, 'cut.png');
    const tiny = join(dir, 'tiny.png');
    await writeFile(text, 'this is no image');
    await pngOf(tiny, { ...print(1, 0), pixels: new Uint8Array(64), widthPx: 8, heightPx: 8 });
    const whole = await sharp(image(1, 1)).png().toBuffer();
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    const finger = (image: unknown, dpi: unknown = 500): readonly [Method, string, unknown] => [
      'POST',
      '/bench/finger',
      { image, dpi },
    ];
    const enrol = (body: object): readonly [Method, string, unknown] => ['POST', '/bench/enrol', body];
    const fault = (body: object): readonly [Method, string, unknown] => ['POST', '/bench/fault', body];
    const wrong: readonly (readonly [number, RegExp, readonly [Method, string, unknown?]])[] = [
      [400, /JSON/, ['POST', '/bench/finger', '{"image":']],
      [400, /key/, ['POST', '/bench/key', { key: 'sideways' }]],
      [400, /key/, ['POST', '/bench/key']],
      [400, /image/, ['POST', '/bench/finger', {}]],
      [400, /colour/, ['POST', '/bench/finger', { image: 'x', colour: 1 }]],
      [400, /body/, ['POST', '/bench/finger', [1, 2]]],
      [400, /IMAGE_UNREADABLE/, finger(join(dir, 'is-not-there.png'))],
      [400, /IMAGE_UNREADABLE.*not a file|not a file.*IMAGE_UNREADABLE/, finger(dir)],
      [400, /IMAGE_UNREADABLE/, finger(text)],
      [400, /IMAGE_UNREADABLE/, finger(cut)],
      [400, /IMAGE_SIZE/, finger(tiny)],
      [400, /dpi/, finger(image(1, 1), 10)],
      [400, /dpi/, finger(image(1, 1), '500')],
      [400, /right-index/, enrol({ hrCode: '3', fingers: { 'sixth-finger': [image(3, 1)] } })],
      [400, /finger/, enrol({ hrCode: '3', fingers: {} })],
      [400, /IMAGE_UNREADABLE/, enrol({ hrCode: '3', fingers: { 'right-index': [image(3, 1), dir] } })],
      [400, /hrCode/, enrol({ fingers: { 'right-index': [image(3, 1)] } })],
      [400, /device/, fault({ device: 'toaster', fault: 'unplug' })],
      [400, /fault/, fault({ device: 'sensor', fault: 'explode' })],
      [400, /possible: .*sensor unplug/, fault({ device: 'camera', fault: 'unplug' })],
      [400, /forMs/, fault({ device: 'sensor', fault: 'unplug', forMs: -1 })],
      ...[-5, 1.5, 1e15, '5', null, undefined].map(
        (advanceMs) => [400, /advanceMs/, ['POST', '/bench/clock', { advanceMs }]] as const,
      ),
      [400, /key must be in or out/, ['POST', '/screen/key', { key: 'up' }]],
      [404, /NO_SUCH_ADDRESS/, ['GET', '/bench/nothing']],
      [404, /NO_SUCH_ADDRESS/, ['GET', '/../../etc/passwd']],
      [413, /REQUEST/, ['POST', '/bench/finger', { image: 'x'.repeat(70_000) }]],
      [501, /not part of this terminal/, ['POST', '/bench/card', { card: 'somchai' }]],
      [501, /not part of this terminal/, ['DELETE', '/bench/card']],
      [501, /not part of this terminal/, ['POST', '/bench/face', { image: 'x' }]],
      [501, /not part of this terminal/, ['DELETE', '/bench/face']],
      [501, /not part of this terminal/, ['POST', '/bench/prove', { consent: [] }]],
    ];
    const before = journal.lastSeq;
    for (const [status, says, [method, path, body]] of wrong) {
      const reply = await ask(method, path, body);
      const what = `${method} ${path} ${JSON.stringify(body ?? null).slice(0, 80)}`;
      t.equal(reply.status, status, what);
      t.match(reply.text, says, what);
      t.match(reply.body, { error: { code: String, message: String } }, what);
      t.notMatch(reply.text, /\bat .*:\d+:\d+|node_modules/, what);
    }
    t.strictSame(
      journal.read(before + 1, 10).map(({ payload }) => payload),
      [],
      'no visit came of it',
    );
    t.equal((await fetch(new URL('/bench/finger', url), { method: 'POST', body: 'text' })).status, 400);
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' }, 'the glass is free, and the queue goes on');
  });

  await t.test('another site in the browser of this machine is refused', async (t) => {
    const here = new URL(url).host;
    const state = new URL('/bench/state', url).href;
    const lockout = new URL('/bench/lockout', url).href;
    t.equal(await statusWith(state, { host: here }), 200);
    t.equal(await statusWith(state, { host: here, origin: `http://${here}` }), 200);
    t.equal(await statusWith(state, { host: 'evil.example' }), 403);
    t.equal(await statusWith(state, { host: 'evil.example:80', origin: 'http://evil.example:80' }), 403);
    t.equal(await statusWith(lockout, { host: here, origin: 'https://evil.example' }, 'DELETE'), 403);
    t.equal(await statusWith(lockout, { host: here, origin: 'null' }, 'DELETE'), 403);
  });

  await t.test('who looks sees touch, stages and answer, in this order', async (t) => {
    const response = await fetch(new URL('/bench/events', url));
    t.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const events = eventsOf(response, ({ type }) => type === 'answer');
    await touch(image(1, 5));
    const seen = (await events).filter(({ type }) => ['touch', 'stage', 'answer'].includes(type));
    t.strictSame(
      seen.map((event) => (event.type === 'stage' ? event.stage : event.type)),
      ['touch', 'capture', 'extraction', 'quality', 'liveness', 'identification', 'rights', 'commit', 'answer'],
    );
    t.match(seen.at(-1), { accepted: true, light: 'accepted', nameTh: 'หนึ่ง', message: { th: String, doEn: String } });
  });

  await t.test('who enrols sees which finger, which touch, when to lift it, and how it ended', async (t) => {
    const response = await fetch(new URL('/screen/events', url));
    const events = eventsOf(response, (event) => event.type === 'enrol' && event.step === 'saved');
    await ask('POST', '/bench/enrol', { hrCode: '9', nameEn: 'Nine', fingers: { 'left-little': touches(4, 1, 2, 3) } });
    const seen = (await events).flatMap((event) => (event.type === 'enrol' ? [event] : []));
    t.strictSame(
      seen.map(({ step, finger, impression }) => [step, finger, impression].filter(Boolean).join(' ')),
      [...[1, 2, 3].flatMap((nth) => [`place left-little ${nth}`, `lift left-little ${nth}`]), 'saved'],
    );
    t.match(seen[0]?.message, { th: /นิ้วก้อยซ้าย/, en: /left little finger/ });
  });

  await t.test('a finger that rests through an unplug is one visit; the next begins on a free glass', async (t) => {
    const before = journal.lastSeq;
    const { module } = terminal.hardware;
    const { desk, sensor } = kiosk.parts;
    const anyTime = new AbortController().signal;
    const clocked = (): number =>
      journal.read(before + 1, 100).filter(({ payload }) => payload?.event === 'clock').length;
    await desk.whenReady(anyTime);
    const first = nextAnswer(desk.answers, anyTime);
    module.present(print(1, 4));
    await first;
    await module.fault('unplug');
    await until('the loss is seen', () => sensor.state !== 'ready');
    const asked = nextLift(kiosk.parts.events);
    await module.clearFault();
    await until('it is back', () => sensor.state === 'ready');
    t.match((await asked).message, { doTh: /ยกนิ้ว/, doEn: /lift/ }, 'its owner is asked to lift it');
    t.equal(clocked(), 1);
    module.lift();
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' });
    t.equal(clocked(), 2);
  });

  await t.test('a fault of the sensor is seen at once, and ends', async (t) => {
    const before = journal.lastSeq;
    const fault = { device: 'sensor', fault: 'unplug' };
    t.strictSame((await ask('POST', '/bench/fault', fault)).body, fault);
    await until('the loss is seen', async () => (await ask('GET', '/bench/state')).body['ready'] === false);
    t.match((await touch(image(1, 5))).body, { outcome: 'refused', reason: 'sensor-lost', seq: null, stages: {} });
    const clocked = journal.read(before + 1, 10).filter(({ payload }) => payload?.event === 'clock');
    t.equal(clocked.length, 0, 'nobody was noticed');
    t.equal((await ask('DELETE', '/bench/fault')).status, 200);
    await until('it is back', async () => (await ask('GET', '/bench/state')).body['ready'] === true);
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' });

    t.equal((await ask('POST', '/bench/fault', { device: 'light', fault: 'unplug', forMs: 20 })).status, 200);
    await until('the lamp comes back by itself', () => kiosk.parts.light.report.state === 'ready');
    await ask('POST', '/bench/fault', { device: 'disk', fault: 'full' });
    t.match((await touch(image(1, 5))).body, { outcome: 'refused', reason: 'storage-full', seq: null });
    const full = await ask('POST', '/bench/enrol', { hrCode: '3', fingers: { 'right-index': touches(3, 1, 2, 3) } });
    t.equal(full.status, 503);
    t.match(full.body, { error: { code: 'STORE_FULL', remedy: String } });
    t.strictSame((await ask('POST', '/bench/fault', { device: 'disk', fault: 'off' })).body, {
      device: 'disk',
      fault: 'off',
    });
    t.match(
      (await touch(image(1, 5))).body,
      { outcome: 'accepted' },
      'after an enrolment that failed the glass is free',
    );
  });

  await t.test('the broker is away while somebody clocks; all arrives when it is back', async (t) => {
    await ask('POST', '/bench/fault', { device: 'broker', fault: 'unplug' });
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' });
    await ask('DELETE', '/bench/fault');
    await until('nothing is unsent', () => journal.unacknowledged === 0);
    t.pass('it has arrived');
  });

  await t.test('ten strangers bring a pause, which time ends, or an operator', async (t) => {
    const tenStrangers = async (): Promise<void> => {
      for (let nth = 0; nth < 10; nth += 1)
        t.match((await touch(image(3, 1 + (nth % 3)))).body, {
          outcome: 'refused',
          reason: 'not-recognised',
          hrCode: null,
        });
      t.match((await touch(image(3, 1))).body, { reason: 'too-many-attempts', retryAfterMs: Number, seq: Number });
    };
    await tenStrangers();
    const { body } = await touch(image(1, 5));
    t.match(body, { outcome: 'refused', reason: 'too-many-attempts' }, 'also for who is enrolled');
    t.match((await ask('POST', '/bench/clock', { advanceMs: Number(body['retryAfterMs']) })).body, {
      nowMs: bench.clock.nowMs() > 0 ? Number : null,
    });
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' });
    await tenStrangers();
    t.strictSame((await ask('DELETE', '/bench/lockout')).body, { locked: false });
    t.match((await touch(image(1, 5))).body, { outcome: 'accepted' });
  });
});

/** Reads server-sent events until `isLast`. */
async function eventsOf(response: Response, isLast: (event: KioskEvent) => boolean): Promise<readonly KioskEvent[]> {
  const seen: KioskEvent[] = [];
  let unread = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    unread += decoder.decode(chunk, { stream: true });
    const blocks = unread.split('\n\n');
    unread = blocks.pop() ?? '';
    for (const block of blocks) if (block.startsWith('data: ')) seen.push(JSON.parse(block.slice('data: '.length)));
    if (seen.some(isLast)) return seen;
  }
  return seen;
}

type LiftEvent = Extract<KioskEvent, { type: 'lift' }>;

const nextLift = (events: Listenable<KioskEvent>): Promise<LiftEvent> =>
  new Promise((resolve) => {
    const stop = events.listen((event) => {
      if (event.type !== 'lift') return;
      stop();
      resolve(event);
    });
  });

/** Knows how many listen. */
class CountedEvents extends Broadcast<KioskEvent> {
  listeners = 0;
  override listen(listener: (event: KioskEvent) => void): () => void {
    this.listeners += 1;
    const stop = super.listen(listener);
    return () => {
      this.listeners -= 1;
      stop();
    };
  }
}

t.test('a page that reads nothing is cut off, the others go on', async (t) => {
  const events = new CountedEvents();
  const bugs: unknown[] = [];
  const boom = {
    url: '/boom',
    method: 'GET',
    handler: () => Promise.reject(new TypeError('a bug with /secret/path')),
  } as const;
  await using screen = await openScreen({
    port: 0,
    events,
    press: () => undefined,
    about: () => ({}),
    noteBug: (bug) => bugs.push(bug),
    routes: (server) => server.route(boom),
  });
  const { hostname, port } = new URL(screen.url);
  const slow = connect({ host: hostname, port: Number(port) });
  slow.on('error', () => undefined);
  slow.pause();
  slow.write(`GET /screen/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  const read = eventsOf(await fetch(new URL('/screen/events', screen.url)), ({ type }) => type === 'ready');
  await until('both listen', () => events.listeners === 2);
  const long = { type: 'fleet', state: 'x'.repeat(64 * 1024) } as const;
  await until('the one that does not read is cut off', () => {
    events.send(long);
    return events.listeners === 1;
  });
  events.send({ type: 'ready' });
  t.ok((await read).length > 1, 'who reads is still served');
  slow.destroy();

  const reply = await asker(screen.url)('GET', '/boom');
  t.equal(reply.status, 500);
  t.notMatch(reply.text, /secret/, 'what went wrong inside is for the log');
  t.match(bugs, [TypeError]);
});
