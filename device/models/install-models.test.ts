// Files of networks are fetched from whoever has them, made of what their authors publish, and put in place only where they answer as they must.
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type ModelEntry, PRODUCT_MANIFEST, readManifest } from '../../models/index.ts';
import { entryOf, meanNetwork, sha256Of as sha256Text } from '../../models/runtime/fixtures/networks.ts';
import { installModel, sha256Of } from './install-models.ts';

const never = new AbortController().signal;
const mirror = join(import.meta.dirname, '../../../shared/models');
const content = meanNetwork({ widthPx: 6, heightPx: 4, weights: [1, -1], biases: [0, 0] });
const entry = entryOf(content, { bytes: content.length });

function folders(t: Test) {
  const root = t.testdir({ place: {} });
  const [place, to] = [join(root, 'place'), join(root, 'to')];
  const said: string[] = [];
  const progress = (line: string): void => void said.push(line);
  const install = (wanted: ModelEntry, places: readonly string[] = [place]) =>
    installModel(wanted, { places, to, progress }, never);
  return { place, to, said, install, left: () => (existsSync(to) ? readdirSync(to) : []) };
}

t.test('the first place that has the very file gives it; one that is there is left alone', async (t) => {
  const { place, to, install, left } = folders(t);
  writeFileSync(join(place, entry.file), content);
  const empty = join(place, 'nothing-here');
  t.match(await install(entry, [empty, place]), { state: 'installed', tried: [{ source: join(empty, entry.file) }] });
  t.equal(await sha256Of(join(to, entry.file)), entry.sha256);
  t.match(await install(entry, []), { state: 'present' });
  t.strictSame(left(), [entry.file], 'nothing half-written stays');
});

t.test('a place on the web, and one that lies, is cut off, or says nothing of the kind', async (t) => {
  const { to, install, left } = folders(t);
  const answers: Record<string, (send: (body: Uint8Array | number) => void) => void> = {
    '/good/mean.onnx': (send) => send(content),
    '/other/mean.onnx': (send) => send(Buffer.from('another file')),
    '/large/mean.onnx': (send) => send(Buffer.alloc(content.length + 1)),
    '/gone/mean.onnx': (send) => send(404),
  };
  const server = createServer(({ url = '' }, reply) => {
    const send = (body: Uint8Array | number): void =>
      typeof body === 'number' ? void reply.writeHead(body).end() : void reply.end(body);
    (answers[url] ?? ((give) => give(500)))(send);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  const places = ['other', 'large', 'gone', 'good'].map((name) => `http://127.0.0.1:${port}/${name}`);
  const installed = await install(entry, places);
  t.match(installed, {
    state: 'installed',
    tried: [{ why: /another file/ }, { why: /larger than/ }, { why: /404/ }],
  });
  t.equal(await sha256Of(join(to, entry.file)), entry.sha256);
  t.match(await install({ ...entry, file: 'elsewhere.onnx' }, places.slice(0, 3)), { state: 'missing' });
  t.strictSame(left(), [entry.file]);
});

t.test(
  'a file of the right hash that answers otherwise than the network that was looked at is not put in place',
  async (t) => {
    const { place, install, left } = folders(t);
    writeFileSync(join(place, entry.file), content);
    const golden = [{ seed: 1, answers: { score: [0.9, 0.9] } }];
    t.match(await install({ ...entry, golden }), { state: 'missing', tried: [{ why: /does not answer/ }] });
    const unfit = Buffer.from('no network at all');
    writeFileSync(join(place, entry.file), unfit);
    t.match(await install({ ...entry, sha256: sha256Text(unfit) }), { state: 'missing' });
    t.strictSame(left(), []);
  },
);

t.test(
  'whoever has only what the authors publish gets every network that is made of it',
  { skip: existsSync(mirror) ? false : 'no mirror of the files is there' },
  async (t) => {
    const { place, to, install, left } = folders(t);
    symlinkSync(join(mirror, 'original'), join(place, 'original'));
    const converted = (await readManifest(PRODUCT_MANIFEST)).models.flatMap((model) =>
      model.conversion ? [{ ...model, upstream: [] }] : [],
    );
    t.equal(converted.length, 3);
    for (const model of converted) {
      t.match(await install(model), { state: 'installed', isConverted: true, source: /original/ }, model.name);
      t.equal(await sha256Of(join(to, model.file)), model.conversion?.sha256);
      t.match(await install(model), { state: 'present' });
    }
    t.strictSame(left().sort(), converted.map(({ file }) => file).sort());

    const [first] = converted;
    if (!first?.conversion) throw new Error('there is one');
    const damaged = join(t.testdir({ original: {} }));
    const [{ file = '' } = {}] = first.conversion.originals;
    mkdirSync(join(damaged, 'original'), { recursive: true });
    writeFileSync(join(damaged, 'original', file), readFileSync(join(mirror, 'original', file)).fill(0, 100, 200));
    const without = {
      ...first,
      conversion: {
        ...first.conversion,
        originals: first.conversion.originals.map((one) => ({ ...one, upstream: [] })),
      },
    };
    const alone = { places: [damaged], to: join(damaged, 'to'), progress: () => undefined };
    t.match(await installModel(without, alone, never), { state: 'missing', tried: [{}, { why: /another file/ }] });
  },
);
