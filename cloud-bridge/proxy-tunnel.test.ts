// What a proxy may do instead of opening a way, each by a small server that does just that; a real one is in broker-roads.
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { openConnection } from './connection.ts';
import { freePort } from './fixtures/free-port.ts';
import { until } from './fixtures/until.ts';
import { openTunnel } from './proxy-tunnel.ts';

const forever = new AbortController().signal;
const TO = 'broker.example:8883';
const OK = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** Answers the whole request, kept as it came. */
async function proxyThat(t: Test, answer: (socket: Socket, request: string) => void) {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => undefined));
    socket.once('data', (request) => {
      asked.push(String(request));
      answer(socket, String(request));
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { proxy: { url: `http://127.0.0.1:${port}` }, asked, open };
}

t.test('what is said to the proxy after its yes goes through as it is, both ways', async (t) => {
  const { proxy, asked } = await proxyThat(t, (socket) => {
    socket.write(OK);
    socket.pipe(socket);
  });
  const login = { username: 'gate-17', password: 'ลับ:x' };
  const tunnel = await openTunnel({ ...proxy, login }, { to: TO, limitMs: 5000 }, forever);
  const heard = new Promise<Buffer>((resolve) => tunnel.once('data', resolve));
  tunnel.write(Buffer.from([0, 255, 13, 10]));
  t.strictSame(await heard, Buffer.from([0, 255, 13, 10]));
  tunnel.destroy();
  const credentials = Buffer.from('gate-17:ลับ:x').toString('base64');
  t.match(asked[0], /^CONNECT broker\.example:8883 HTTP\/1\.1\r\n/);
  t.match(asked[0], new RegExp(`\r\nproxy-authorization: Basic ${credentials}\r\n`, 'i'));
  t.match(asked[0], /\r\nhost: broker\.example:8883\r\n/i);
});

const refusals: readonly (readonly [name: string, answer: (socket: Socket) => void, why: RegExp])[] = [
  ['asks for a login', (s) => s.end('HTTP/1.1 407 No\r\n\r\n'), /asks for a login, and none is given \(407\)/],
  ['forbids it', (s) => s.end('HTTP/1.1 403 No\r\n\r\n'), /does not allow a way to broker\.example:8883 \(403\)/],
  ['finds no broker', (s) => s.end('HTTP/1.0 502 \u001b[31mNo\r\n\r\nx'), /opened no way to .*: it answered 502$/],
  ['sends elsewhere', (s) => s.end('HTTP/1.1 302 Go\r\nLocation: http://x\r\n\r\n'), /it answered 302$/],
  ['closes at once', (s) => s.end(), /closed the connection without an answer/],
  ['cuts the line', (s) => s.resetAndDestroy(), /closed the connection without an answer/],
  ['is no proxy', (s) => s.end('SSH-2.0-OpenSSH_9.2\r\n'), /something that is not HTTP/],
  ['says nothing that makes sense', (s) => s.end(Buffer.alloc(4096, 0xfe)), /something that is not HTTP/],
  ['never ends its head', (s) => s.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1e6)}`), /something that is not HTTP/],
  ['ends in its head', (s) => s.end('HTTP/1.1 200 O'), /not HTTP|closed the connection/],
  ['speaks for the broker', (s) => s.write(`${OK} \u0002\u0000\u0000`), /more than it should/],
];

for (const [name, answer, why] of refusals)
  t.test(`a proxy that ${name} is named, and let go of`, async (t) => {
    const { proxy, open } = await proxyThat(t, answer);
    await t.rejects(openTunnel(proxy, { to: TO, limitMs: 5000 }, forever), {
      code: 'FLEET_UNREACHABLE',
      context: { where: TO, proxy: proxy.url, why },
    });
    await until('its connection is closed', () => open.size === 0);
  });

t.test('a login that is not taken is told as such, and never repeated', async (t) => {
  for (const status of [401, 407]) {
    const { proxy } = await proxyThat(t, (socket) => socket.end(`HTTP/1.1 ${status} gate hunter2\r\n\r\n`));
    const login = { username: 'gate', password: 'hunter2' };
    const fault = await openTunnel({ ...proxy, login }, { to: TO, limitMs: 5000 }, forever).catch((error) => error);
    t.match(fault.context, { why: `the proxy does not take this login (${status})` });
    t.notMatch(JSON.stringify(fault.context), /hunter2/);
  }
});

t.test('a proxy that is silent, or not there, is given up', async (t) => {
  const { proxy, open } = await proxyThat(t, () => undefined);
  const silent = { code: 'FLEET_UNREACHABLE', context: { why: 'the proxy does not answer' } };
  await t.rejects(openTunnel(proxy, { to: TO, limitMs: 50 }, forever), silent);
  await until('its connection is closed', () => open.size === 0);
  const ended = new AbortController();
  const waiting = openTunnel(proxy, { to: TO, limitMs: 60_000 }, ended.signal);
  ended.abort(new Error('enough'));
  await t.rejects(waiting, { message: 'enough' });
  const nowhere = { url: `http://127.0.0.1:${await freePort()}` };
  await t.rejects(openTunnel(nowhere, { to: TO, limitMs: 5000 }, forever), {
    code: 'FLEET_UNREACHABLE',
    context: { proxy: nowhere.url, why: /ECONNREFUSED/ },
  });
});

t.test('behind a proxy that opens the way and then is silent nothing is left open', async (t) => {
  const { proxy, open } = await proxyThat(t, (socket) => socket.write(OK));
  const quiet = { clientId: 'gate', protocolVersion: 5, keepaliveS: 10, sessionExpiryS: 0 } as const;
  for (const scheme of ['mqtts', 'wss']) {
    const ended = new AbortController();
    const opening = openConnection(
      { ...quiet, url: `${scheme}://${TO}`, proxy, receive: async () => undefined },
      ended.signal,
    );
    await until('the way is open', () => open.size === 1);
    ended.abort(new Error('enough'));
    await t.rejects(opening, { message: 'enough' });
    await until('its connection is closed', () => open.size === 0);
  }
});
