// An archive on a bad road: broken off, begun anew, silent, another file, gone; what has come is not fetched twice.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fetchArchive } from './fetch-archive.ts';

const never = new AbortController().signal;
const CONTENT = randomBytes(300_000);
const ARCHIVE = { bytes: CONTENT.length, sha256: createHash('sha256').update(CONTENT).digest('hex') };

type Serve = (from: number, answer: ServerResponse, request: IncomingMessage) => void;

/** Serves by each in its turn, and by the last from then on. */
async function place(t: Test, ...manners: readonly Serve[]) {
  const asked: number[] = [];
  const server = createServer((request, answer) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    asked.push(from);
    manners[Math.min(asked.length, manners.length) - 1]?.(from, answer, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { url: `http://127.0.0.1:${port}/ridged.tar.gz`, asked };
}

const part = (answer: ServerResponse, from: number, to: number): ServerResponse => {
  answer.writeHead(206, { 'content-range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` });
  answer.write(CONTENT.subarray(from, to));
  return answer;
};
const well: Serve = (from, answer) => void part(answer, from, CONTENT.length).end();
const breaksOffAfter =
  (bytes: number): Serve =>
  (from, answer) =>
    void part(answer, from, from + bytes).write('', () => setTimeout(() => answer.destroy(), 50));
const knowsNoRanges: Serve = (_, answer) => void answer.end(CONTENT);
const another: Serve = (_, answer) => void answer.end(randomBytes(CONTENT.length));
const endless: Serve = (_, answer) => void answer.end(randomBytes(2 * CONTENT.length));
const isNotThere: Serve = (_, answer) => void answer.writeHead(404).end();

function wanting(t: Test, ...from: readonly string[]) {
  const to = join(t.testdir(), 'release.ridged');
  const told: number[] = [];
  const wanted = {
    from,
    to,
    archive: ARCHIVE,
    clock: { sleep: async () => undefined },
    tell: (at: number) => told.push(at),
  };
  return { to, told, fetch: (signal = never) => fetchArchive(wanted, signal) };
}

t.test('what has come before it broke off is not fetched again, and how far it is only rises', async (t) => {
  const { url, asked } = await place(t, breaksOffAfter(100_000), breaksOffAfter(150_000), well);
  const { to, told, fetch } = wanting(t, url);
  await fetch();
  t.ok(readFileSync(to).equals(CONTENT));
  t.strictSame(asked, [0, 100_000, 250_000]);
  t.strictSame(
    told,
    [...told].sort((one, other) => one - other),
  );
  t.equal(told.at(-1), 1);
  await fetch();
  t.equal(asked.length, 3, 'what is there whole is not asked for');
});

t.test('a server that knows no ranges sends all of it; another is asked where one has nothing', async (t) => {
  const [gone, whole] = [await place(t, isNotThere), await place(t, breaksOffAfter(10), knowsNoRanges)];
  const { to, fetch } = wanting(t, gone.url, whole.url);
  await fetch();
  t.ok(readFileSync(to).equals(CONTENT));
  t.strictSame([gone.asked.length, whole.asked], [1, [0, 10]]);
});

t.test('what was not signed is not kept', async (t) => {
  const [other, more] = [await place(t, another), await place(t, endless)];
  for (const { url } of [other, more]) {
    const { to, fetch } = wanting(t, url);
    await t.rejects(fetch(), { code: 'UPDATE_REFUSED', context: { why: /not what was signed/ } });
    t.notOk(existsSync(to));
  }
});

t.test('one that lies and breaks off spoils nobody else', async (t) => {
  const rubbish: Serve = (from, answer) => {
    answer.writeHead(206, { 'content-range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` });
    answer.write(randomBytes(1000), () => setTimeout(() => answer.destroy(), 50));
  };
  const [liar, honest] = [await place(t, rubbish, isNotThere, rubbish, isNotThere), await place(t, well)];
  const { to, fetch } = wanting(t, liar.url, honest.url);
  await fetch();
  t.ok(readFileSync(to).equals(CONTENT));
});

t.test('a server that says how it is packed is told of', async (t) => {
  const packs: Serve = (_, answer) => void answer.writeHead(200, { 'content-encoding': 'x-gzip' }).end('x');
  const { url } = await place(t, packs);
  await t.rejects(wanting(t, url).fetch(), {
    code: 'UPDATE_REFUSED',
    context: { why: /sent as x-gzip: the server must give the file as it is/ },
  });
});

t.test('where it is nowhere to be had, that is said, with the reason; whoever calls it off is obeyed', async (t) => {
  const { url } = await place(t, isNotThere);
  await t.rejects(wanting(t, url).fetch(), {
    code: 'UPDATE_REFUSED',
    context: { why: /not to be had: status 404/ },
  });
  const silent = await place(t, () => undefined);
  const stop = new AbortController();
  const fetched = wanting(t, silent.url).fetch(stop.signal);
  setTimeout(() => stop.abort(new Error('called off')), 50);
  await t.rejects(fetched, { message: 'called off' });
});
