// ridged claim: a terminal and its fleet come to know each other by one code and two files, and nobody else comes between.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { manager } from '../../../cloud-bridge/fixtures/ridgectl.ts';
import { isPlainKey, newKey, openKey } from '../../../cloud-bridge/index.ts';
import { openVirtualTerminal } from '../../bench/virtual-terminal.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import { configuredFleet } from '../../kiosk/fleet-access.ts';
import type { FleetFiles } from '../../kiosk/fleet-files.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { sealIn } from '../../kiosk/own-key.ts';
import { openVault } from '../../vault/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { claimCommand } from './claim-command.ts';

const ENV = { RIDGED_TERMINAL_SITE: 'bangkok', RIDGED_TERMINAL_NAME: 'gate-17' };

const run = inHand(claimCommand, ENV);

async function fleetAndTerminal(t: Test) {
  const fleet = await manager(t);
  const { code } = await fleet.json('terminals', 'add', 'bangkok.gate-17');
  const [dataDir, request, answer] = ['data', 'claim.jws', 'answer.json'].map((name) => join(fleet.folder, name));
  if (dataDir === undefined || request === undefined || answer === undefined) throw new Error('three have three names');
  const ask = (given = code) => run(given, '--request', request, '--data', dataDir, '--json');
  const take = (given = code) => run(given, '--answer', answer, '--data', dataDir, '--json');
  const certify = () => fleet.json('terminals', 'claim', request, '--code', code, '--answer', answer);
  return { fleet, code, dataDir, request, answer, ask, take, certify };
}

t.test(
  'a terminal joins: what the fleet answers is what its configuration takes, and its journal key is the pinned one',
  async (t) => {
    const { fleet, dataDir, ask, take, certify } = await fleetAndTerminal(t);
    const asked = await ask();
    t.equal(asked.exitCode, 0);
    const { key } = JSON.parse(asked.out);
    t.equal(key, (await (await openVault({ dataDir, mayCreate: false })).signer('journal')).kid);
    t.match(await certify(), { claimed: true, key });
    await using store = await fleet.openStore();
    t.equal(await store.pinnedKey('bangkok.gate-17'), key);
    const { files, missing } = JSON.parse((await take()).out);
    t.equal(statSync(files.keyFile).mode & 0o777, 0o600);
    t.equal(missing.length, 5);
    const config = join(fleet.folder, 'ridged.toml');
    writeFileSync(config, `[fleet]\n${missing.join('\n').replace('BROKER', 'broker.example')}\n`);
    const access = await configuredFleet(readConfig({ file: config, env: ENV, overrides: { data: { dir: dataDir } } }));
    t.match(access, {
      url: 'mqtts://broker.example:8883',
      tls: { cert: /BEGIN CERTIFICATE/, key: /BEGIN PRIVATE KEY/ },
    });
    t.strictSame(access?.certificateFiles, { cert: files.certFile, key: files.keyFile }, 'and it is renewed there');
    renameSync(files.certFile, `${files.certFile}.next`);
    t.match(
      await configuredFleet(readConfig({ file: config, env: ENV, overrides: { data: { dir: dataDir } } })),
      { tls: access?.tls },
      'cut off half renewed',
    );
    const again = JSON.parse((await take()).out);
    t.strictSame(again.files, files);
    t.notOk(existsSync(`${files.certFile}.next`), 'what was to follow another certificate is gone');
    const jwks = JSON.parse((await fleet.run('trust')).out);
    t.strictSame(access?.trust, jwks, 'it obeys whom the fleet says it is to obey');
  },
);

t.test('a terminal that was told the brokers of its fleet goes to no other', async (t) => {
  const { fleet, dataDir, ask, answer, code, certify } = await fleetAndTerminal(t);
  await fleet.run('broker', 'init', '--host', 'broker.example', '--websocket-port', '443');
  await ask();
  t.match(await certify(), { claimed: true });
  const config = join(fleet.folder, 'ridged.toml');
  const take = () => run(code, '--answer', answer, '--data', dataDir, '--config', config, '--json');
  writeFileSync(config, '[fleet]\nurl = "mqtts://elsewhere.example:8883"\n');
  const told = /CONFIG_INVALID.*elsewhere\.example:8883 is none of.*broker\.example:8883, broker\.example:443/s;
  t.match(await take(), { exitCode: 3, out: told });
  t.notOk(existsSync(join(dataDir, 'fleet', 'trust.jwks.json')), 'and nothing was written');
  writeFileSync(config, '');
  const { missing } = JSON.parse((await take()).out);
  t.match(missing, ['url = "mqtts://broker.example:8883"']);
  const accessBy = (url: string) => {
    writeFileSync(config, `[fleet]\n${[`url = "${url}"`, ...missing.slice(1)].join('\n')}\n`);
    return configuredFleet(readConfig({ file: config, env: ENV, overrides: { data: { dir: dataDir } } }));
  };
  for (const url of ['mqtts://BROKER.example', 'wss://broker.example/mqtt']) t.match(await accessBy(url), { url });
  for (const url of ['mqtts://broker.example:8884', 'mqtts://broker.example.evil:8883', 'wss://10.0.0.7'])
    await t.rejects(accessBy(url), {
      code: 'CONFIG_INVALID',
      context: { key: 'fleet.url', why: /broker\.example:443$/ },
    });
});

t.test('an answer for another code, or one that was changed on its way, leaves the terminal as it was', async (t) => {
  const { dataDir, answer, ask, take, certify } = await fleetAndTerminal(t);
  await ask();
  await certify();
  t.match(await take('0'.repeat(25)), { exitCode: 3, out: /FLEET_UNTRUSTED/ });
  const good = readFileSync(answer, 'utf8');
  writeFileSync(answer, good.replace('"ingest"', '"operator"'));
  t.match(await take(), { exitCode: 3, out: /FLEET_UNTRUSTED/ });
  for (const text of ['', '{}', good.slice(0, 500), 'คำตอบ']) {
    writeFileSync(answer, text);
    t.match(await take(), { exitCode: 3, out: /PROTOCOL_MALFORMED/ });
  }
  t.notOk(existsSync(join(dataDir, 'fleet', 'terminal.pem')));
  writeFileSync(answer, good);
  t.equal((await take()).exitCode, 0, 'the genuine one is taken still');
});

t.test('asking twice keeps the key, and wrong usage is told in one line', async (t) => {
  const { fleet, dataDir, request, answer, code, ask, take, certify } = await fleetAndTerminal(t);
  const claimKey = join(dataDir, 'fleet', 'terminal.key.claim');
  await ask();
  const key = await ownKey(claimKey, dataDir);
  t.notOk(isPlainKey(readFileSync(claimKey, 'utf8')), 'nobody reads it from the disk');
  await ask();
  t.equal(await ownKey(claimKey, dataDir), key);
  t.equal(statSync(claimKey).mode & 0o777, 0o600);
  t.match(await certify(), { claimed: true });
  t.equal((await take()).exitCode, 0);
  const laid = join(dataDir, 'fleet', 'terminal.key');
  t.notOk(isPlainKey(readFileSync(laid, 'utf8')), 'nor there');
  t.equal(await ownKey(laid, dataDir), key);
  t.notOk(existsSync(claimKey), 'the claim is over');
  for (const words of [
    [code],
    [code, '--request', request, '--answer', answer],
    ['รหัส', '--request', request],
    [code, '--request', join(fleet.folder, 'none', 'claim.jws')],
    [code, '--answer', join(fleet.folder, 'none')],
  ]) {
    const told = await run(...words, '--data', dataDir);
    t.equal(told.exitCode, 2, told.err);
    t.equal(told.out, '');
  }
  mkdirSync(join(fleet.folder, 'other', 'fleet'), { recursive: true });
  writeFileSync(join(fleet.folder, 'other', 'fleet', 'terminal.key.claim'), key, { mode: 0o644 });
  t.match(await run(code, '--request', request, '--data', join(fleet.folder, 'other'), '--json'), {
    exitCode: 3,
    out: /KEY_UNAVAILABLE/,
  });
});

async function joinedAndAskingAnew(t: Test) {
  const { fleet, dataDir, request, answer, ask, take, certify } = await fleetAndTerminal(t);
  await ask();
  await certify();
  const { files } = JSON.parse((await take()).out);
  const { code } = await fleet.json('terminals', 'add', 'bangkok.gate-17');
  t.equal((await ask(code)).exitCode, 0);
  t.match(await fleet.json('terminals', 'claim', request, '--code', code, '--answer', answer), { claimed: true });
  const { certificate } = JSON.parse(readFileSync(answer, 'utf8'));
  return { files, certificate, dataDir, ask: () => ask(code), take: () => take(code) };
}

const ownKey = (file: string, dataDir: string): Promise<string> =>
  openKey(readFileSync(file, 'utf8'), sealIn({ dataDir, mayCreate: false }));

const isPair = async ({ certFile, keyFile }: FleetFiles, dataDir: string): Promise<boolean> =>
  new X509Certificate(readFileSync(certFile)).checkPrivateKey(createPrivateKey(await ownKey(keyFile, dataDir)));

t.test('a first key is made where the configuration has it kept, or not at all', async (t) => {
  const { fleet, code, dataDir, request } = await fleetAndTerminal(t);
  const config = join(fleet.folder, 'ridged.toml');
  writeFileSync(config, 'vault.kind = "tpm2"\n');
  // There is none at this address.
  const before = process.env['TPM2TOOLS_TCTI'];
  process.env['TPM2TOOLS_TCTI'] = 'swtpm:host=127.0.0.1,port=1';
  t.teardown(() => {
    if (before === undefined) delete process.env['TPM2TOOLS_TCTI'];
    else process.env['TPM2TOOLS_TCTI'] = before;
  });
  const asked = await run(code, '--request', request, '--config', config, '--data', dataDir, '--json');
  t.match(asked, { exitCode: 3, out: /KEY_UNAVAILABLE/ });
  t.notOk(existsSync(join(dataDir, 'vault.key')), 'no key beside what it opens');
  t.notOk(existsSync(request));
});

t.test('a certificate that is renewed while a claim is under way costs neither of the two', async (t) => {
  const { files, certificate, dataDir, take } = await joinedAndAskingAnew(t);
  t.not(readFileSync(files.certFile, 'utf8'), certificate);
  t.ok(await isPair(files, dataDir), 'until it is answered the terminal is who it was');
  const renewed = newKey();
  writeFileSync(files.keyFile, renewed, { mode: 0o600 });
  linkSync(files.keyFile, join(dataDir, 'its blocks'));
  t.equal((await take()).exitCode, 0, 'the key that the claim was made by is there still');
  t.match(readFileSync(join(dataDir, 'its blocks'), 'utf8'), /^\0+$/, 'and nothing is left of one in the clear');
  t.equal(readFileSync(files.certFile, 'utf8'), certificate);
  t.ok(await isPair(files, dataDir));
  t.not(readFileSync(files.keyFile, 'utf8'), renewed);
  t.strictSame(readdirSync(join(dataDir, 'fleet')).sort(), [
    'authority.pem',
    'terminal.key',
    'terminal.pem',
    'trust.jwks.json',
  ]);
});

t.test('an answer that was taken half, at any step, is taken whole the next time', async (t) => {
  const { files, certificate, dataDir, take } = await joinedAndAskingAnew(t);
  const [claim, key, cert] = [`${files.keyFile}.claim`, files.keyFile, files.certFile];
  const before = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  const asked = readFileSync(claim, 'utf8');
  const cuts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'the key was laid': { [key]: before.key, [cert]: before.cert, [`${key}.next`]: asked },
    'both were laid': { [key]: before.key, [cert]: before.cert, [`${key}.next`]: asked, [`${cert}.next`]: certificate },
    'the key has its place': { [key]: asked, [cert]: before.cert, [`${cert}.next`]: certificate },
    'both have their place, and the claim is kept': { [key]: asked, [cert]: certificate, [claim]: asked },
    'all but the fleet’s orders': { [key]: asked, [cert]: certificate },
  };
  for (const [when, found] of Object.entries(cuts)) {
    for (const file of [claim, `${key}.next`, `${cert}.next`]) rmSync(file, { force: true });
    for (const [file, text] of Object.entries(found)) writeFileSync(file, text, { mode: 0o600 });
    t.equal((await take()).exitCode, 0, when);
    t.equal(readFileSync(cert, 'utf8'), certificate, when);
    t.ok(await isPair(files, dataDir), when);
    for (const file of [claim, `${key}.next`, `${cert}.next`]) t.notOk(existsSync(file), when);
  }
});

t.test('once it is claimed a terminal refuses virtual devices, before anything is opened', async (t) => {
  const { dataDir, ask, take, certify } = await fleetAndTerminal(t);
  const startVirtual = () =>
    openVirtualTerminal(
      {
        ...{ config: readConfig({ env: {}, overrides: { data: { dir: dataDir } } }), log: openLog('silent') },
        ...{
          version: 'test',
          paced: false,
          demo: false,
          progress: () => undefined,
          signal: new AbortController().signal,
        },
      },
      new ClosingOrder(),
    );
  await ask();
  await certify();
  await take();
  const refused = { code: 'CONFIG_INVALID', context: { key: '--virtual', why: /claimed/ } };
  await t.rejects(startVirtual(), refused);
  rmSync(join(dataDir, 'fleet'), { recursive: true });
  await t.rejects(startVirtual(), refused, 'nor does it forget that with its certificate');
  t.notOk(existsSync(join(dataDir, 'people.db')));
});
