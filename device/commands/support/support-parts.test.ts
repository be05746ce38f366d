// Parts of a support bundle: what each takes of a terminal, and what it leaves.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { textureContent, textureEntry } from '../../../models/liveness/finger/texture/fixtures/texture-network.ts';
import { installed } from '../../../models/runtime/fixtures/networks.ts';
import { ManualClock, systemClock } from '../../../protocol/index.ts';
import { orderOf } from '../../jobs/fixtures/job-stage.ts';
import { StandingOrders } from '../../standing/index.ts';
import { clocked, noted } from '../../store/fixtures/terminal.ts';
import { filesBy } from './files-part.ts';
import { jsonIn, OFFICER, PSEUDONYM, SETTINGS, usedTerminal } from './fixtures/used-terminal.ts';
import { metrics } from './service-part.ts';

t.test('the doctor in it finds what the doctor at the terminal finds of orders that do not hold', async (t) => {
  const { folder, make, unpacked, vault } = await usedTerminal(t);
  const standing = await StandingOrders.open({ dataDir: join(folder, 'data'), vault }, (fault) =>
    t.fail(fault.message),
  );
  const values = { 'clock.proposeOutFrom': '18:00' };
  await standing.take(orderOf({ kind: 'settings', version: 4, values }, { atMs: 1, untilMs: null }), 1);
  writeFileSync(join(folder, 'ridged.toml'), `${SETTINGS}[clock]\nproposeOutUntil = "17:00"\n`);
  t.match(await make(), { exitCode: 0 });
  const unpackedTo = await unpacked();
  t.match(jsonIn(unpackedTo, 'contents.json'), { assumed: null });
  t.match(
    jsonIn(unpackedTo, 'doctor.json').checks.find(({ name }: { name: string }) => name === 'standing'),
    { ok: false, remedy: /order it again/ },
  );
});

t.test('a visit under duress that is kept for longer is counted as others of its time: as erased', async (t) => {
  const { make, unpacked, open } = await usedTerminal(t);
  {
    const clock = new ManualClock(systemClock.nowMs() - 200 * 86_400_000);
    await using stores = await open({ clock });
    const forced = stores.journal.append({ ...clocked(PSEUDONYM), purpose: 'duress' });
    stores.journal.append(noted('of those days'));
    t.match(stores.journal.read(forced.seq, 1), [{ class: 'security', payload: { purpose: 'duress' } }]);
  }
  await make();
  const { byKind, byHour } = jsonIn(await unpacked(), 'journal.json');
  t.match(byKind, { erased: 1, 'clock accepted': 1, 'service ready': 1 });
  t.strictSame(Object.values(byHour)[0], { erased: 1, service: 1 });
});

t.test('networks that the configuration adds are told as those of the product are', async (t) => {
  const content = textureContent(0);
  const { folder, make, unpacked } = await usedTerminal(t);
  const manifest = installed(folder, content, textureEntry(content));
  writeFileSync(join(folder, 'ridged.toml'), SETTINGS.replace('[models]', `[models]\nmanifest = "${manifest}"`));
  await make();
  const { models, added } = jsonIn(await unpacked(), 'models.json');
  t.ok(models.length > 1);
  t.match(added, { folder, models: [{ name: 'texture-net' }] });
  t.equal(added.models[0].found, added.models[0].sha256);
});

t.test('a file that goes while it is looked at is told, and the others stay', async (t) => {
  const { parts } = await usedTerminal(t);
  const gone = Object.assign(new Error('ENOENT: evidence.db'), { code: 'ENOENT' });
  const look = async (path: string): Promise<object> => {
    if (path.endsWith('evidence.db')) throw gone;
    return { bytes: 5 };
  };
  const { files } = JSON.parse(await filesBy(look)(parts));
  t.match(
    files.find(({ name }: { name: string }) => name === 'evidence.db'),
    { why: 'the system says ENOENT', bytes: undefined },
  );
  t.match(
    files.find(({ name }: { name: string }) => name === 'vault.key'),
    { bytes: 5 },
  );
});

t.test('whatever else answers on the port of the screen is not taken into it', async (t) => {
  const { parts } = await usedTerminal(t);
  const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';
  const answering = async (
    body: string,
    { type = PROMETHEUS, status = 200 }: { readonly type?: string; readonly status?: number } = {},
  ): Promise<string> => {
    const server = createServer((request, reply) => {
      const isMoved = status === 302 && request.url === '/metrics';
      reply.writeHead(isMoved ? 302 : 200, { 'content-type': type, location: '/elsewhere' }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const config = { ...parts.config, screen: { ...parts.config.screen, port } };
    return await metrics({ ...parts, config }).finally(() => {
      server.closeAllConnections();
      server.close();
    });
  };
  const ours =
    '# HELP ridged_people of them\n# TYPE ridged_people gauge\nridged_people 1\nprocess_cpu 2\nnodejs_lag 3\n';
  t.equal(await answering(`somchai 1\n# of ${OFFICER}\n${ours}node_owner{name="${OFFICER}"} 1\n`), ours);
  await t.rejects(answering(ours, { type: 'text/html' }), /something else answers there/);
  await t.rejects(answering(`somchai 1\n`), /something else answers there/);
  await t.rejects(answering(ours, { status: 302 }), /no service answers/);
  const long = await answering('ridged_people 1\n'.repeat(200_000));
  t.ok(long.length <= 1024 * 1024 + 1, `${long.length}`);
});
