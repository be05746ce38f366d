// The pages' server as another program on this machine, or another site in a browser, would try it: bent bodies, odd paths, and more than is asked for.
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import t from 'tap';
import { BAITS, mutatedJson, mutatedText, nested, type Random } from '../protocol/base/fixtures/mutations.ts';
import { seeded } from '../protocol/base/fixtures/seeded.ts';
import { roundsOf } from '../protocol/base/fixtures/withstand.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';

const ROUNDS = roundsOf(300);
const NUMBER = '0042-7777';
const NAME = 'สมหญิง ใจดี';

/** What each takes; numbers and names stand in those that are a person's. */
const BODIES: Readonly<Record<string, unknown>> = {
  '/screen/key': { key: 'in' },
  '/screen/claim': { number: NUMBER },
  '/screen/request': { request: 'access', by: 'number', number: NUMBER },
  '/screen/prove/service': { visit: 1, id: 'raise-level' },
  '/screen/prove/consent': { visit: 1, choices: { portrait: true }, language: 'th' },
  '/screen/prove/mobile': { visit: 1, act: 'number', mobile: '0812345678' },
  '/screen/prove/touch': { visit: 1 },
  '/screen/prove/leave': { visit: 1, how: 'cancelled' },
  '/operator/entry/challenge': {},
  '/operator/entry/security-key': { id: 'AAAA', response: { clientDataJSON: 'e30', signature: 'AA' } },
  '/operator/entry/card': { pin: '271828' },
  '/operator/person': { code: NUMBER },
  '/operator/second/card': { pin: '271828' },
  '/bench/finger': { image: '/nowhere/finger.png', dpi: 500 },
  '/bench/enrol': { hrCode: NUMBER, nameTh: NAME, fingers: { 'right-index': ['/nowhere/a.png'] } },
  '/bench/claim': { number: NUMBER },
  '/bench/link': { hrCode: NUMBER, card: { kind: 'contactless', number: '04A1B2C3' } },
  '/bench/enrol-face': { hrCode: NUMBER, nameTh: NAME, cards: [] },
};

const PERSONAL = /0042-7777|ใจดี|0812345678|271828/;
const isRefusal = (status: number): boolean => status >= 400 && status < 500;
const isBug = ({ status, text }: Reply): boolean => status >= 500 && text.includes('UNEXPECTED');
const tells = ({ status, text }: Reply): boolean => status >= 400 && PERSONAL.test(text);

interface Reply {
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly text: string;
}

/** Byte for byte: fetch would put an address in order, and say who it comes from. */
async function ask(
  base: string,
  {
    method = 'POST',
    path,
    body,
    headers = {},
  }: { method?: string; path: string; body?: Uint8Array | string; headers?: object },
): Promise<Reply> {
  const { hostname, port } = new URL(base);
  const asked = httpRequest({ ...{ hostname, port, method, path }, headers: { ...headers } });
  asked.end(body);
  const [response] = await once(asked, 'response');
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return { headers: response.headers, status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() };
}

/** Each address in its turn. */
function bentRequest(round: number, random: Random): { readonly path: string; readonly body: Uint8Array | string } {
  const routes = Object.entries(BODIES);
  const [path = '', honest] = routes[round % routes.length] ?? [];
  return { path, body: random() < 0.6 ? mutatedJson(honest, random) : mutatedText(JSON.stringify(honest), random) };
}

t.test('a terminal that serves its pages', { timeout: 7_200_000 }, async (t) => {
  const { url } = await servedTerminal(t, { dataDir: `${t.testdir()}/data` });
  const json = { 'content-type': 'application/json' };

  await t.test('bent bodies are refused in words that repeat no number and no name, and none is a bug', async (t) => {
    const random = seeded(501);
    const { 'set-cookie': [cookie = ''] = [] } = (
      await ask(url, { path: '/operator/entry/bench', body: '{}', headers: json })
    ).headers;
    const headers = { ...json, cookie: cookie.split(';')[0] };
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, body } = bentRequest(round, random);
      const reply = await ask(url, { path, body, headers });
      refused += isRefusal(reply.status) ? 1 : 0;
      if (isBug(reply) || tells(reply)) t.fail(`round ${round}: ${path} ${reply.status} ${reply.text}`);
    }
    t.ok(refused > ROUNDS / 4, `${refused} of ${ROUNDS} were refused`);
  });

  await t.test('a body without end, too deep, or that would change every object, is none', async (t) => {
    const path = '/screen/claim';
    for (const body of [
      '{"__proto__":{"number":"1"}}',
      '{"number":"1","constructor":{"prototype":{"isAdmin":true}}}',
      `{"number":${nested(200)}}`,
      '[]',
      'null',
      '"1"',
    ])
      t.equal((await ask(url, { path, body, headers: json })).status, 400, body.slice(0, 40));
    t.equal((await ask(url, { path, body: nested(), headers: json })).status, 413);
    t.equal((await ask(url, { path: '/screen/key', body: 'x'.repeat(100_000), headers: json })).status, 413);
    t.equal((await ask(url, { path, body: 'number=1', headers: { 'content-type': 'text/html' } })).status, 415);
    t.notOk('isAdmin' in {});
  });

  await t.test('no path leads out of the pages', async (t) => {
    const outside = ['etc/passwd', 'data/people.db', 'package.json', 'device/ridged.js'];
    const ups = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..\\', '..%5c', '....//', '%252e%252e%252f', './../', '/'];
    for (const up of ups)
      for (const file of outside) {
        const { status, text } = await ask(url, { method: 'GET', path: `/${up.repeat(6)}${file}` });
        t.ok(isRefusal(status), `${up} ${file}: ${status}`);
        t.notMatch(text, /root:|SQLite|"dependencies"/);
      }
    for (const bait of BAITS.filter((bait) => bait.length < 5000)) {
      const { status } = await ask(url, {
        method: 'GET',
        path: `/screen/answer/photo/${encodeURI(bait.replace(/\p{Surrogate}/gu, '?'))}`,
      });
      t.ok(isRefusal(status), `${JSON.stringify(bait)}: ${status}`);
    }
  });

  await t.test('another site, and another name of this machine, are told nothing', async (t) => {
    for (const headers of [
      { host: 'evil.example' },
      { host: '127.0.0.1.evil.example' },
      { host: new URL(url).host, origin: 'http://evil.example' },
      { host: new URL(url).host, origin: 'null' },
    ])
      for (const path of ['/screen/about', '/bench/state', '/operator/about'])
        t.equal((await ask(url, { method: 'GET', path, headers })).status, 403, `${path} ${JSON.stringify(headers)}`);
  });

  await t.test('it serves on afterwards', async (t) => {
    t.match(JSON.parse((await ask(url, { method: 'GET', path: '/screen/about' })).text), { bench: true });
  });
});
