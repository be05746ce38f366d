// Codes, topic rules, certificates and claims, without a broker.
import { X509Certificate } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  addressOf,
  DOWNWARD,
  downwardChannels,
  FLEET_CHANNELS,
  filterOf,
  ManualClock,
  topicOf,
} from '../../../protocol/index.ts';
import { type Manager, manager } from '../../fixtures/ridgectl.ts';
import { certify, newAuthority, newKey, newRequest, publicKeyOf, readRequest } from './authority.ts';
import { GATE, joinBy, signerOf } from './fixtures/trusted-fleet.ts';
import {
  brokerNameOf,
  claimRequest,
  hashOfCode,
  isCodeOf,
  newClaimCode,
  openClaimAnswer,
  openSqliteTerminalBook,
  readClaimCode,
  SERVICES,
  serviceNames,
  topicRules,
  upwardChannels,
} from './index.ts';

t.test('a claim code is 125 bits that a person can read out, and is read whatever they make of it', async (t) => {
  const code = newClaimCode();
  t.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
  t.equal(new Set(Array.from({ length: 1000 }, () => newClaimCode())).size, 1000);
  const plain = code.replaceAll('-', '');
  for (const written of [code, code.toLowerCase(), plain, ` ${code.replaceAll('-', ' ')} `])
    t.equal(readClaimCode(written), plain);
  t.equal(
    readClaimCode('OIL00-00000-00000-00000-00000'),
    `011${'0'.repeat(22)}`,
    'look-alikes are what they look like',
  );
  for (const none of ['', plain.slice(1), `${plain}0`, 'U'.repeat(25), 'ก'.repeat(25), '0'.repeat(100_000)])
    t.equal(readClaimCode(none), undefined);
  t.ok(isCodeOf(hashOfCode(plain), plain));
  t.notOk(
    isCodeOf(
      hashOfCode(plain),
      plain.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ),
  );
  t.notOk(hashOfCode(plain).includes(plain));
});

t.test(
  'every channel has its place in the rules: up for those who hear it, down for the one who may say it',
  async (t) => {
    const rules = topicRules().split('\n');
    for (const channel of FLEET_CHANNELS) {
      const isDown = downwardChannels.some((down) => down === channel);
      const own = `ridged/v1/%u/${channel}`;
      t.strictSame(
        rules.filter((line) => line.endsWith(` ${own}`)),
        [isDown ? `pattern read ${own}` : `pattern write ${own}`],
        channel,
      );
      const services = rules.filter((line) => line.endsWith(` ${filterOf(channel)}`));
      const line = `topic ${isDown ? 'write' : 'read'} ${filterOf(channel)}`;
      // Whoever carries orders looks where the terminals are, too.
      t.strictSame(services, channel === 'status' ? [line, line] : [line], `${channel}: one service alone`);
    }
    t.equal(upwardChannels.length + downwardChannels.length, FLEET_CHANNELS.length);
    for (const channel of downwardChannels)
      t.ok(
        serviceNames.some((name) => SERVICES[name].role === DOWNWARD[channel].role),
        `${channel} has a service that signs it`,
      );
    t.equal(
      `ridged/v1/${brokerNameOf(GATE)}/journal`,
      topicOf(GATE, 'journal'),
      'what a certificate says is the branch',
    );
    t.match(topicRules(['bangkok.gate-17']), /user bangkok\/gate-17\ntopic deny #\n/);
    t.notMatch(topicRules(), /SYS|readwrite|deny/);
  },
);

t.test(
  'a certificate says who it is for, for what, and until when; a request is believed only if its own key signed it',
  async (t) => {
    const nowMs = Date.parse('2026-12-01T00:00:00Z');
    const key = newKey();
    const authority = { key, certificate: await newAuthority('ours', key, { nowMs, days: 1000 }) };
    const own = newKey();
    const made = await certify(
      authority,
      { name: 'bangkok/gate-17', publicKey: publicKeyOf(own), use: 'client' },
      { nowMs, days: 365 },
    );
    const read = new X509Certificate(made.certificate);
    t.match(read, { subject: 'CN=bangkok/gate-17', issuer: 'CN=ours', ca: false, keyUsage: ['1.3.6.1.5.5.7.3.2'] });
    t.ok(read.verify(new X509Certificate(authority.certificate).publicKey));
    t.equal(Date.parse(read.validTo), Date.parse('2027-12-01T00:00:00Z'));
    t.equal(read.serialNumber.toLowerCase(), made.serial);
    const request = await newRequest('bangkok/gate-17', own);
    t.match(await readRequest(request), { name: 'bangkok/gate-17' });
    const [head = '', body = '', tail = ''] = request.split(/(?<=REQUEST-----\n)|(?=\n-----END)/);
    const bytes = Buffer.from(body, 'base64');
    for (let at = 0; at < bytes.length; at += 7) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await t.rejects(readRequest(`${head}${altered.toString('base64')}${tail}`), {
        code: /^(SIGNATURE_BROKEN|PROTOCOL_MALFORMED)$/,
      });
    }
    for (const none of ['', 'x', authority.certificate, head])
      await t.rejects(readRequest(none), { code: 'PROTOCOL_MALFORMED' });
  },
);

t.test(
  'what broker init makes it makes once, each key for its owner alone, and none of them in a database',
  async (t) => {
    const fleet = await manager(t);
    const init = () => fleet.run('broker', 'init', '--host', 'broker.example', '10.0.0.7');
    t.equal((await init()).code, 0);
    const files = (await readdirSync(fleet.folder, { recursive: true, encoding: 'utf8' })).filter((name) =>
      statSync(join(fleet.folder, name)).isFile(),
    );
    const contents = () => files.map((name) => [name, readFileSync(join(fleet.folder, name), 'latin1')]);
    const before = contents();
    t.equal((await init()).code, 0);
    t.strictSame(contents(), before);
    const keys = files.filter((name) => name.endsWith('.key'));
    t.equal(keys.length, 6, 'two authorities, the broker, three services');
    for (const name of keys) t.equal(statSync(join(fleet.folder, name)).mode & 0o777, 0o600, name);
    const broker = new X509Certificate(readFileSync(`${fleet.keys}.broker/broker.pem`));
    t.equal(broker.subjectAltName, 'DNS:broker.example, IP Address:10.0.0.7');
    t.match(
      readFileSync(`${fleet.keys}.broker/mosquitto.conf`, 'utf8'),
      /\nlistener 8883\n(.+\n)*require_certificate true\n/,
    );
    chmodSync(`${fleet.keys}.terminals-authority.key`, 0o644);
    const told = await init();
    t.equal(told.code, 3);
    t.match(told.err, /KEY_UNAVAILABLE/);
  },
);

t.test('terminals are told the brokers of broker init, or what a manager has made of them', async (t) => {
  const fleet = await manager(t);
  const { keys } = JSON.parse((await fleet.run('trust')).out);
  t.strictSame(JSON.parse((await fleet.run('trust')).out), { keys }, 'before there is one nothing is said of brokers');
  const init = (...more: readonly string[]) =>
    fleet.json('broker', 'init', '--host', 'Broker.example', '0:0::1', ...more);
  const brokers = ['broker.example:8883', 'broker.example:443', '[::1]:8883', '[::1]:443'];
  t.match(await init('--websocket-port', '443'), { brokers });
  t.strictSame(JSON.parse((await fleet.run('trust')).out), { keys, brokers });
  const file = `${fleet.keys}.brokers.json`;
  writeFileSync(file, '["relay.example:443"]');
  t.match(await init(), { brokers: ['relay.example:443'] });
  t.strictSame(JSON.parse((await fleet.run('trust')).out), { keys, brokers: ['relay.example:443'] });
  for (const text of ['', '[]', '{}', '["relay.example"]', '["Relay.example:443"]', '[443]', 'relay.example:443']) {
    writeFileSync(file, text);
    t.match(await fleet.run('trust'), { code: 3, out: '', err: /CONFIG_INVALID.*brokers\.json/s }, text);
  }
  t.match(await fleet.run('broker', 'init', '--host', 'a:b', '--out', `${fleet.keys}.b`), { code: 2 });
  t.notOk(existsSync(`${fleet.keys}.b`), 'and nothing was made');
});

t.test('what would break the configuration of the broker, or a key that is none, is refused in one line', async (t) => {
  const fleet = await manager(t);
  const wrong: readonly (readonly string[])[] = [
    ['--port', '0'],
    ['--services-port', '70000'],
    ['--run-as', 'a b'],
    ['--at', '/etc/x\nallow_anonymous true'],
    ['--bind', ''],
  ];
  for (const options of wrong) {
    const { code, err } = await fleet.run('broker', 'init', '--host', 'broker.example', ...options);
    t.equal(code, 2, options.join(' '));
    t.equal(err.trim().split('\n').length, 1);
  }
  t.equal((await fleet.run('broker', 'init', '--host', 'broker example')).code, 2);
  t.equal((await fleet.run('broker', 'init')).code, 2);
  t.notOk(existsSync(`${fleet.keys}.broker`), 'nothing was made of it');
  writeFileSync(`${fleet.keys}.terminals-authority.key`, 'นี่ไม่ใช่กุญแจ', { mode: 0o600 });
  t.match(await fleet.run('broker', 'init', '--host', 'broker.example'), { code: 3, err: /KEY_UNAVAILABLE/ });
});

interface Asking {
  readonly fleet: Manager & { readonly folder: string };
  readonly code: string;
  /** A request as the terminal itself makes it. */
  request(change?: { readonly code?: string; readonly terminal?: string }): Promise<string>;
  claim(file: string, code?: string): Promise<{ code: number; out: string; err: string }>;
}

async function asking(t: Test): Promise<Asking> {
  const fleet = await manager(t);
  const { code } = await fleet.json('terminals', 'add', 'bangkok.gate-17');
  const signer = signerOf();
  const key = newKey();
  const request: Asking['request'] = async (change = {}) => {
    const file = join(fleet.folder, 'claim.jws');
    const plain = readClaimCode(change.code ?? code) ?? '';
    const address = addressOf(change.terminal ?? 'bangkok.gate-17');
    writeFileSync(file, await claimRequest({ address, code: plain, key }, signer));
    return file;
  };
  const claim: Asking['claim'] = (file, given = code) =>
    fleet.run('terminals', 'claim', file, '--code', given, '--answer', join(fleet.folder, 'answer.json'), '--json');
  return { fleet, code, request, claim };
}

const refusalOf = ({ code, out }: { code: number; out: string }) => [code, JSON.parse(out).reason];

t.test(
  'a wrong code, one for another terminal and a request that was altered are refused and counted, and the right one is good still',
  async (t) => {
    const { fleet, code, request, claim } = await asking(t);
    t.strictSame(refusalOf(await claim(await request(), newClaimCode())), [1, 'wrong-code']);
    t.strictSame(refusalOf(await claim(await request(), 'รหัส')), [1, 'wrong-code']);
    t.strictSame(refusalOf(await claim(await request({ code: newClaimCode() }))), [1, 'altered']);
    t.strictSame(refusalOf(await claim(await request({ terminal: 'bangkok.gate-18' }))), [1, 'not-registered']);
    t.notOk(existsSync(join(fleet.folder, 'answer.json')), 'nothing was answered');
    t.match(await fleet.json('terminals', 'show', 'bangkok.gate-17'), { state: 'awaited', refusedClaims: 3 });
    t.equal((await claim(await request())).code, 0);
    t.strictSame(refusalOf(await claim(await request())), [1, 'no-code'], 'and then it is used up');
    const book = readFileSync(`${fleet.keys}.terminals`, 'latin1');
    t.notOk(book.includes(code) || book.includes(code.replaceAll('-', '')), 'the code is kept nowhere');
  },
);

t.test('of two who use a code at the same time one is certified', async (t) => {
  const { fleet, code, request } = await asking(t);
  const file = await request();
  const both = await Promise.all(
    ['one', 'two'].map((name) =>
      fleet.json('terminals', 'claim', file, '--code', code, '--answer', join(fleet.folder, `answer-${name}.json`)),
    ),
  );
  t.equal(both.filter(({ claimed }) => claimed).length, 1);
  t.equal(both.filter(({ reason }) => reason === 'no-code').length, 1);
  t.equal(readdirSync(fleet.folder).filter((name) => name.startsWith('answer-')).length, 1);
});

t.test('a code that is too old is refused, and another one takes its place', async (t) => {
  const { fleet, code, request, claim } = await asking(t);
  const clock = new ManualClock();
  {
    await using book = await openSqliteTerminalBook(fleet.keys, clock);
    await book.add(
      'bangkok.gate-17',
      { hash: hashOfCode(readClaimCode(code) ?? ''), untilMs: Date.now() - 1 },
      'somchai',
    );
  }
  t.strictSame(refusalOf(await claim(await request())), [1, 'late-code']);
  const { code: fresh } = await fleet.json('terminals', 'add', 'bangkok.gate-17', '--within', '30m');
  t.strictSame(refusalOf(await claim(await request(), code)), [1, 'wrong-code']);
  t.equal((await claim(await request({ code: fresh }), fresh)).code, 0);
});

t.test('what is no request is refused without a trace of it, whatever it is', async (t) => {
  const { fleet, request, claim } = await asking(t);
  const file = await request();
  const good = readFileSync(file, 'utf8');
  const [header = '', payload = '', signature = ''] = good.split('.');
  const bad = [
    '',
    'x',
    `${header}.${payload}`,
    `${header}.${payload}.${'A'.repeat(86)}`,
    `${header}.e30.${signature}`,
    'ก'.repeat(300_000),
  ];
  for (const text of bad) {
    writeFileSync(file, text);
    const told = await claim(file);
    t.equal(told.code, 3, text.slice(0, 20));
    t.equal(told.err.trim().split('\n').length, 1);
  }
  t.equal((await claim(fleet.folder)).code, 2, 'a folder is no file');
  t.equal((await claim(join(fleet.folder, 'none'))).code, 2);
  t.strictSame(
    readdirSync(fleet.folder).filter((name) => name.includes('answer')),
    [],
  );
  writeFileSync(file, `${good}\n`);
  t.equal((await claim(file)).code, 0, 'the code is good still');
});

t.test(
  'an answer is believed by the terminal that asked, and by no other, and not where anything in it was changed',
  async (t) => {
    const { fleet, code, request, claim } = await asking(t);
    const signer = signerOf();
    await request();
    const key = newKey();
    const claimant = { address: GATE, code: readClaimCode(code) ?? '', key };
    const file = join(fleet.folder, 'own.jws');
    writeFileSync(file, await claimRequest(claimant, signer));
    t.equal((await claim(file)).code, 0);
    const text = readFileSync(join(fleet.folder, 'answer.json'), 'utf8');
    const answered = { ...claimant, keys: [newKey(), key] };
    t.match(openClaimAnswer(text, answered), { answer: { terminal: 'bangkok.gate-17' }, key });
    const untrusted = { code: 'FLEET_UNTRUSTED' };
    t.throws(() => openClaimAnswer(text, { ...answered, code: readClaimCode(newClaimCode()) ?? '' }), untrusted);
    t.throws(() => openClaimAnswer(text, { ...answered, keys: [newKey()] }), untrusted);
    t.throws(() => openClaimAnswer(text, { ...answered, address: addressOf('bangkok.gate-18') }), untrusted);
    const answer = JSON.parse(text);
    answer.trust.keys[0].roles = ['administrator'];
    t.throws(() => openClaimAnswer(JSON.stringify(answer), answered), untrusted);
    for (const none of ['', '{}', '[]', text.slice(0, -10)])
      t.throws(() => openClaimAnswer(none, answered), { code: 'PROTOCOL_MALFORMED' });
  },
);

const isRoot = process.getuid?.() === 0;

t.test(
  'what the broker reads stays its own, whoever writes it anew',
  { skip: isRoot ? false : 'only root can give a file away' },
  async (t) => {
    const fleet = await manager(t);
    await fleet.run('broker', 'init', '--host', 'broker.example');
    const folder = `${fleet.keys}.broker`;
    const names = ['revoked.pem', 'topic-rules.acl'];
    const mosquitto = 65_534;
    for (const path of [folder, ...names.map((name) => join(folder, name))]) chownSync(path, mosquitto, mosquitto);
    await joinBy(fleet, 'bangkok.gate-17', signerOf());
    t.match(await fleet.json('terminals', 'retire', 'bangkok.gate-17'), { retired: true });
    for (const name of names) {
      const { uid, gid, mode } = statSync(join(folder, name));
      t.strictSame({ uid, gid, mode: mode & 0o777 }, { uid: mosquitto, gid: mosquitto, mode: 0o600 }, name);
    }
    t.match(readFileSync(join(folder, 'topic-rules.acl'), 'utf8'), /gate-17/, 'it was written anew');
  },
);

t.test(
  'a terminal that joined is believed by its key alone, is listed with the end of its certificate, and when retired with nothing',
  async (t) => {
    const fleet = await manager(t);
    const { signer } = await joinBy(fleet, 'bangkok.gate-17', signerOf());
    await fleet.run('terminals', 'add', 'bangkok.gate-18');
    const { key } = await fleet.json('terminals', 'show', 'bangkok.gate-17');
    await using store = await fleet.openStore();
    t.equal(await store.pinnedKey('bangkok.gate-17'), key);
    const listed = await fleet.json('terminals', 'list');
    t.match(listed, {
      terminals: [{ terminal: 'bangkok.gate-17', onboarding: 'claimed', certificate: { isNearEnd: false } }],
      awaited: [{ terminal: 'bangkok.gate-18' }],
    });
    t.match((await fleet.run('terminals', 'list')).out, /bangkok\.gate-17 .* never .*claimed, until/);
    t.match((await fleet.run('terminals', 'show', 'bangkok.gate-17')).out, /claimed/);
    await joinBy(fleet, 'bangkok.gate-17', signer);
    t.match(
      await fleet.json('broker', 'refresh', '--out', fleet.folder),
      { revoked: 0 },
      'certified anew, by the same key',
    );
    await joinBy(fleet, 'bangkok.gate-17', signerOf());
    t.match(
      await fleet.json('broker', 'refresh', '--out', fleet.folder),
      { revoked: 2 },
      'set up anew, by another key',
    );
    t.match(await fleet.json('terminals', 'retire', 'bangkok.gate-17'), { retired: true, before: false });
    t.match(await fleet.json('terminals', 'retire', 'bangkok.gate-17'), { retired: true, before: true });
    t.match(await fleet.json('broker', 'refresh', '--out', fleet.folder), { revoked: 3, retired: ['bangkok.gate-17'] });
    t.match(await fleet.json('terminals', 'list'), {
      terminals: [{ onboarding: 'retired', certificate: null, keyThumbprint: 'retired' }],
    });
    t.equal((await fleet.run('terminals', 'trust', 'bangkok.gate-17')).code, 2, 'nobody is believed for it by mistake');
    const push = await fleet.run('push', '--broker', 'mqtt://127.0.0.1:1', '--within', '0');
    t.match(push, { code: 2, err: /no terminal/ }, 'nobody is sent to it');
    t.equal((await fleet.run('terminals', 'retire', 'bangkok.gate-99')).code, 2);
  },
);

t.test('names that no topic, and no certificate, can hold are not registered', async (t) => {
  const fleet = await manager(t);
  for (const name of [
    'gate-17',
    'bangkok.gate.17',
    'bangkok/gate',
    'กรุงเทพ.gate',
    'a.+',
    `${'a'.repeat(40)}.${'b'.repeat(40)}`,
    '.',
  ])
    t.equal((await fleet.run('terminals', 'add', name)).code, 2, name);
  for (const within of ['0h', '24', '-1h', '31d', 'h', '24H'])
    t.equal((await fleet.run('terminals', 'add', 'bangkok.gate-17', '--within', within)).code, 2, within);
  t.strictSame(await fleet.json('terminals', 'list'), { terminals: [], awaited: [], refusedNames: null });
});
