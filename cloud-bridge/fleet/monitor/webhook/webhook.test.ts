// Alerts on their way to a real HTTP server that fails, hangs, and comes back: at least once, signed, in order.
import { createHmac } from 'node:crypto';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../../protocol/index.ts';
import { Bell } from '../../../bell.ts';
import { freePort } from '../../../fixtures/free-port.ts';
import { keptLog } from '../../../fixtures/surroundings.ts';
import { until } from '../../../fixtures/until.ts';
import { MonitorState } from '../alerts/monitor-state.ts';
import { type AlertMessage, alertMessageSchema } from './alert-message.ts';
import { postMessages } from './post-messages.ts';
import { openWebhookKey, signedHeaders } from './signature.ts';
import { webhookAddress } from './webhook-address.ts';

const KEY = Buffer.alloc(32, 7);
/** Long beside what a busy machine needs for an answer, short beside how long a test may take. */
const LIMIT_MS = 3000;

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers each request by the next of `answers`, the last one again and again. */
async function receiver(t: Test, answers: readonly ((response: ServerResponse) => void)[], port?: number) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answers[Math.min(received.length, answers.length) - 1]?.(response);
    });
  });
  const at = port ?? (await freePort());
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, address: webhookAddress(`http://127.0.0.1:${at}/ridged?room=1`) };
}

const status = (code: number, headers: Record<string, string> = {}) => {
  return (response: ServerResponse): void => void response.writeHead(code, headers).end('words of the other side');
};
const hang = (): void => undefined;
const cut = (response: ServerResponse): void => void response.destroy();

const message = (id: string): AlertMessage => ({
  ...{
    type: 'alert.firing',
    id,
    alertId: `alert-${id}`,
    rule: 'terminal-silent',
    severity: 'critical',
    site: 'bangkok',
  },
  ...{ terminal: 'bangkok.gate-17', person: null, figures: { minutes: 11 }, sinceMs: 1, atMs: 2, times: 1 },
  ...{ text: { th: 'เครื่องเงียบ — ชั้น ๒', en: 'silent' }, toDo: { th: 'ตรวจไฟ', en: 'check' } },
});

/** Posts what waits until `isDone`. */
async function posting(t: Test, address: string, ids: readonly string[], isDone: (waiting: number) => boolean) {
  const file = join(t.testdir(), 'monitor.json');
  const { state } = await MonitorState.open(file, [address]);
  await state.turn([], ids.map(message));
  const ended = new AbortController();
  const log = keptLog();
  const parts = { address, key: KEY, state, bell: new Bell(), clock: systemClock, random: () => 0, log };
  const posted = postMessages({ ...parts, limitMs: LIMIT_MS, retryMs: 20 }, ended.signal);
  try {
    await until('the messages are where they should be', () => isDone(state.waiting));
  } finally {
    ended.abort(new Error('over'));
    await t.rejects(posted, { message: 'over' });
  }
  return { log, file };
}

const idsOf = (received: readonly Received[]) => received.map(({ body }) => JSON.parse(body).id);

t.test('a receiver that cuts off, fails, redirects and hangs gets each alert in its order in the end', async (t) => {
  const elsewhere = await receiver(t, [status(200)]);
  const answers = [cut, status(500), status(302, { location: elsewhere.address }), status(429), hang, status(204)];
  const { received, address } = await receiver(t, answers);
  const { log } = await posting(t, address, ['one', 'two'], (waiting) => waiting === 0);
  t.strictSame(idsOf(received), ['one', 'one', 'one', 'one', 'one', 'one', 'two']);
  t.strictSame(elsewhere.received, [], 'nobody sends an alert elsewhere');
  const why = log.lines.map(({ fields }) => ('why' in fields ? fields.why : ''));
  t.match(why, [/./, 'status 500', 'status 302', 'status 429', /no answer within 3000 ms/]);
  t.notMatch(JSON.stringify(log.lines), /room=1|words of the other side/, 'what may be secret is not logged');
});

t.test(
  'a receiver that nobody runs yet gets the alert when it comes up, and a restart in between loses nothing',
  async (t) => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/ridged?room=1`;
    const tried = { times: 0 };
    const { file } = await posting(t, address, ['one'], () => {
      tried.times += 1;
      return tried.times > 20;
    });
    const { received } = await receiver(t, [status(200)], port);
    const { state } = await MonitorState.open(file, [address]);
    const ended = new AbortController();
    const parts = { address, key: KEY, state, bell: new Bell(), clock: systemClock, random: () => 0, log: keptLog() };
    const posted = postMessages(parts, ended.signal);
    await until('it has arrived', () => state.waiting === 0);
    ended.abort(new Error('over'));
    await t.rejects(posted, { message: 'over' });
    t.strictSame(idsOf(received), ['one']);
  },
);

t.test('what arrives is signed over id, time and body, fits its schema, and Thai survives', async (t) => {
  const { received, address } = await receiver(t, [status(200)]);
  await posting(t, address, ['one'], (waiting) => waiting === 0);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  t.strictSame(alertMessageSchema.parse(JSON.parse(body)), message('one'));
  t.equal(headers['content-type'], 'application/json');
  t.equal(headers['webhook-id'], 'one');
  const { 'webhook-id': id, 'webhook-timestamp': seconds } = headers;
  const mac = createHmac('sha256', KEY).update(`${id}.${seconds}.${body}`).digest('base64');
  t.equal(headers['webhook-signature'], `v1,${mac}`);
  t.ok(Math.abs(Number(seconds) * 1000 - Date.now()) < 60_000);
});

t.test('the signature is that of the published example of the standard', async (t) => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const headers = signedHeaders(key, {
    ...{ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atMs: 1_614_265_330_000, body: '{"test": 2432232314}' },
  });
  t.strictSame(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

t.test(
  'the key is made for its owner alone, read again, and refused where others may read it or it is none',
  async (t) => {
    const file = join(t.testdir(), 'webhook.key');
    const key = await openWebhookKey(file);
    t.equal(key.length, 32);
    t.equal(statSync(file).mode & 0o077, 0);
    t.strictSame(await openWebhookKey(file), key);
    chmodSync(file, 0o644);
    await t.rejects(openWebhookKey(file), { code: 'KEY_UNAVAILABLE' });
    chmodSync(file, 0o600);
    for (const text of ['', 'whsec_', 'whsec_c2hvcnQ=', 'secret', `whsec_${'A'.repeat(200)}`]) {
      writeFileSync(file, text);
      await t.rejects(openWebhookKey(file), { code: 'KEY_UNAVAILABLE' }, text);
    }
    await t.rejects(openWebhookKey(join(t.testdir(), 'no', 'folder')), { code: 'KEY_UNAVAILABLE' });
  },
);

t.test('an address that is none, or has a login in it, is refused without showing it', async (t) => {
  for (const text of ['', 'desk', 'ftp://desk.example/', 'file:///etc/passwd'])
    t.throws(() => webhookAddress(text), { code: 'USAGE' }, text);
  const refused = t.throws(() => webhookAddress('https://me:secret@desk.example/token'), { code: 'USAGE' });
  t.notMatch(JSON.stringify(refused), /secret|token/);
});
