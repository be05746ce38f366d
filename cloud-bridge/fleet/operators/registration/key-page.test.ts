// The page on which an operator touches their security key: who may use it, what it takes, and that it is over once it is over.
import { createServer, request } from 'node:http';
import t, { type Test } from 'tap';
import { KioskError } from '../../../../protocol/index.ts';
import { KeyPageClient } from '../../../fixtures/key-page-client.ts';
import { SoftSecurityKey } from '../../../fixtures/soft-security-key.ts';
import { listenOnBothLoopbacks } from './both-loopbacks.ts';
import { openKeyPage } from './key-page.ts';
import type { NewKey } from './registration.ts';

async function opened(t: Test, keep: (key: NewKey) => Promise<void> = async () => undefined) {
  const kept: NewKey[] = [];
  const page = await openKeyPage({
    ...{ who: 'สมชาย ใจดี', known: ['AAAA'] },
    keep: async (key) => {
      await keep(key);
      kept.push(key);
    },
  });
  t.teardown(() => page[Symbol.asyncDispose]());
  return { page, kept, client: new KeyPageClient(page.url) };
}

t.test('a key that asks for its PIN is kept by its public half, whichever of both algorithms it speaks', async (t) => {
  for (const kind of ['ES256', 'EdDSA'] as const) {
    const { page, kept, client } = await opened(t);
    t.match(page.url, /^http:\/\/localhost:\d+\/#[\w-]{43}$/, 'the pass is where no browser sends it');
    const { body } = await client.ask();
    t.match(body.options, {
      ...{ rp: { id: 'localhost' }, user: { displayName: 'สมชาย ใจดี' }, attestation: 'none' },
      authenticatorSelection: {
        userVerification: 'required',
        residentKey: 'preferred',
        authenticatorAttachment: 'cross-platform',
      },
      excludeCredentials: [{ id: 'AAAA' }],
    });
    t.strictSame(body.options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg).sort(), [-7, -8]);
    const key = new SoftSecurityKey({ kind });
    const { challenge } = body.options;
    t.match(await client.post('/key', { credential: key.create({ challenge, origin: client.origin }) }), {
      status: 200,
    });
    await page.kept;
    t.match(kept, [{ kind: 'security-key', id: key.id, publicKey: /^[\w-]{40,}$/ }]);
    t.equal(await page.close(), true);
  }
});

t.test('the page is of its own files alone, and may load nothing else', async (t) => {
  const { client } = await opened(t);
  for (const [path, type] of [
    ['/', /html/],
    ['/page.js', /javascript/],
    ['/page.css', /css/],
  ] as const) {
    const { status, headers } = await fetch(`${client.origin}${path}`);
    t.equal(status, 200);
    t.match(headers.get('content-type'), type);
    t.match(headers.get('content-security-policy'), /default-src 'none'; script-src 'self'.*frame-ancestors 'none'/);
    t.equal(headers.get('cache-control'), 'no-store');
  }
  const html = await (await fetch(client.origin)).text();
  t.notMatch(html, /<script(?![^>]* src=)|style=| on\w+=/, 'nothing inline');
  t.match(html, /ลงทะเบียนกุญแจนิรภัย[\s\S]*Register a security key/);
  t.notMatch(html, client.pass);
  t.equal((await fetch(`${client.origin}/other`)).status, 404);
});

/** fetch lets nobody name another host. */
const statusAs = (port: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/', headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .once('error', reject)
      .end();
  });

t.test(
  'another site, another name of this machine and what has no origin are refused, and use up nothing',
  async (t) => {
    const { client, kept } = await opened(t);
    const { port } = new URL(client.origin);
    for (const origin of [
      'http://evil.example',
      'null',
      `http://127.0.0.1:${port}`,
      `http://localhost:${Number(port) - 1}`,
    ])
      t.match(
        await client.post('/options', {}, { origin }),
        { status: 403, body: { error: { word: 'foreign' } } },
        origin,
      );
    for (const host of ['evil.example', `127.0.0.1:${port}`, 'localhost'])
      t.equal(await statusAs(port, host), 403, host);
    const bare = await fetch(`${client.origin}/options`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pass: client.pass }),
    });
    t.equal(bare.status, 403);
    t.match(await client.register(new SoftSecurityKey()), { status: 200 });
    t.equal(kept.length, 1);
  },
);

t.test('the pass of the address is good once, and so is each that follows', async (t) => {
  const { client, kept, page } = await opened(t);
  const other = new KeyPageClient(page.url);
  t.match(await new KeyPageClient(page.url.replace(/#.*/, `#${'A'.repeat(43)}`)).ask(), { status: 403 });
  const { body } = await client.ask();
  t.match(await other.ask(), {
    status: 403,
    body: { error: { word: 'used', th: /ใช้ไปแล้ว/, en: /used already/ }, pass: undefined },
  });
  const credential = new SoftSecurityKey().create({ challenge: body.options.challenge, origin: client.origin });
  t.match(await other.post('/key', { credential }), { status: 403 });
  t.match(await client.post('/key', { credential }), { status: 200 });
  t.match(await client.post('/key', { credential }), { status: 403 });
  t.match(await client.ask(), { status: 403 });
  t.equal(kept.length, 1);
});

t.test('a key that is none of ours is refused in words, and another may be tried', async (t) => {
  const { client, kept } = await opened(t);
  const wrong = [
    [new SoftSecurityKey({ kind: 'RS256' }), {}, 'not-usable'],
    [new SoftSecurityKey({ kind: 'P-384' }), {}, 'not-usable'],
    [new SoftSecurityKey({ kind: 'secp256k1' }), {}, 'not-usable'],
    [new SoftSecurityKey({ isVerified: false }), {}, 'not-verified'],
    [new SoftSecurityKey({ idBytes: 300 }), {}, 'not-usable'],
    [new SoftSecurityKey(), { origin: 'http://evil.example' }, 'not-usable'],
    [new SoftSecurityKey(), { rpId: 'evil.example' }, 'not-usable'],
  ] as const;
  for (const [key, change, word] of wrong)
    t.match(
      await client.register(key, change),
      { status: 400, body: { error: { word, th: /กุญแจ/, en: /key/ } } },
      word,
    );
  await client.ask();
  const stale = new SoftSecurityKey().create({ challenge: 'c'.repeat(43), origin: client.origin });
  t.match(await client.post('/key', { credential: stale }), { status: 400, body: { error: { word: 'not-usable' } } });
  t.match(await client.post('/key', { credential: stale }), { status: 400 }, 'without a question there is no answer');
  t.match(await client.register(new SoftSecurityKey()), { status: 200 });
  t.equal(kept.length, 1);
});

t.test('what is no question of the page is told so', async (t) => {
  const { client } = await opened(t);
  for (const body of [{ pass: 1 }, { other: 1 }, { pass: 'x'.repeat(100) }])
    t.match(await client.post('/options', body), { status: 400, body: { error: { word: 'malformed' } } });
  for (const credential of [undefined, 'x', { id: 'a' }, { id: 'a', rawId: 'a', type: 'password', response: {} }])
    t.match(await client.post('/key', { credential }), { status: 400, body: { error: { word: 'malformed' } } });
  const headers = { 'content-type': 'application/json', origin: client.origin };
  const broken = await fetch(`${client.origin}/options`, { method: 'POST', headers, body: '{"pass"' });
  t.match([broken.status, await broken.json()], [400, { error: { word: 'malformed' } }]);
  const big = await fetch(`${client.origin}/options`, { method: 'POST', headers, body: `"${'x'.repeat(70_000)}"` });
  t.equal(big.status, 413);
  t.match(await client.ask(), { status: 200 }, 'and nothing of it has used up the pass');
});

t.test('a key that is somebody’s is told on the page; what goes wrong here ends it', async (t) => {
  let fault = new KioskError('USAGE', { why: 'that key is มาลี’s already' });
  const { client, kept, page } = await opened(t, async () => {
    if (kept.length === 0 && fault) throw fault;
  });
  t.match(await client.register(new SoftSecurityKey()), {
    status: 409,
    body: { error: { word: 'refused', detail: /มาลี/ } },
  });
  fault = new KioskError('STORE_FULL');
  t.match(await client.register(new SoftSecurityKey()), { status: 500, body: { error: { word: 'refused' } } });
  await t.rejects(page.kept, { code: 'STORE_FULL' });
  t.equal(await page.close(), false);
});

t.test('once it is closed nobody answers there, and what was being kept is said', async (t) => {
  const { client, page } = await opened(t);
  t.equal(await page.close(), false);
  await t.rejects(client.ask());
  let go = (): void => undefined;
  let hasBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const slow = await opened(t, () => {
    hasBegun();
    return new Promise<void>((resolve) => {
      go = resolve;
    });
  });
  const registering = slow.client.register(new SoftSecurityKey()).catch(() => undefined);
  await begun;
  const closing = slow.page.close();
  go();
  t.equal(await closing, true, 'what was on its way is kept, and not denied');
  await registering;
});

t.test('nobody else answers at the other address of localhost', async (t) => {
  await using listening = await listenOnBothLoopbacks((_request, answer) => answer.end('ours'));
  const other = createServer();
  for (const host of ['127.0.0.1', '::1']) {
    const said = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${listening.port}/`).then(
      (answer) => answer.text(),
      () => 'no such address',
    );
    t.match(said, /^(ours|no such address)$/, host);
    const taken = new Promise<unknown>((resolve) => other.once('error', resolve).listen(listening.port, host));
    t.match(await taken, { code: /EADDRINUSE|EADDRNOTAVAIL/ });
  }
});
