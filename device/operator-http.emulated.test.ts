// What may be asked at the operator's address, and what not: by other pages, without a session, after its end, beside other work.
import { type OutgoingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { JournalPayload } from '../protocol/index.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { print, until } from './fixtures/terminal.ts';
import { BEING_WIPED } from './flows/prompts.ts';
import { letIn } from './operator/fixtures/standing-operators.ts';
import { operatorWith, virtualKey } from './operator/fixtures/virtual-key.ts';

interface Reply {
  readonly status: number;
  readonly body: {
    readonly [name: string]: unknown;
    readonly error?: { readonly code: string; readonly what?: string };
  };
  readonly cookie: string;
}

async function terminal(t: Test) {
  const dataDir = join(t.testdir(), 'data');
  const key = virtualKey();
  const secondKey = virtualKey('red');
  await letIn(dataDir, [operatorWith('administrator', key), operatorWith('operator', secondKey)]);
  const { kiosk, url, hardware } = await servedTerminal(t, { dataDir });
  const { port } = new URL(url);
  let cookie = '';
  const ask = (method: string, path: string, body?: object, headers: OutgoingHttpHeaders = {}): Promise<Reply> =>
    asked(port, { method, path, body, headers: { host: `localhost:${port}`, cookie, ...headers } });
  const shown = async (by = key, to?: { readonly code: string; readonly reason: string }): Promise<object> => {
    const { body } = await ask('POST', `/operator/${to ? 'second' : 'entry'}/challenge`, to ?? {});
    return by.answer(String(body['challenge']), { origin: `http://localhost:${port}`, counter: 0 });
  };
  const enter = async (): Promise<void> => {
    const entered = await ask('POST', '/operator/entry/security-key', await shown());
    cookie = entered.cookie;
  };
  const did = (): readonly Extract<JournalPayload, { event: 'operator' }>[] =>
    kiosk.stores.journal.readNewest(100).flatMap(({ payload }) => (payload?.event === 'operator' ? [payload] : []));
  return { kiosk, module: hardware.module, key, secondKey, shown, ask, enter, did };
}

function asked(
  port: string,
  {
    method,
    path,
    body,
    headers,
  }: { method: string; path: string; body: object | undefined; headers: OutgoingHttpHeaders },
): Promise<Reply> {
  const text = body && JSON.stringify(body);
  const type =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...headers, ...type } }, (reply) => {
      let told = '';
      reply.on('data', (chunk) => {
        told += String(chunk);
      });
      reply.on('end', () => {
        const [cookie = ''] = (reply.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '');
        resolve({ status: reply.statusCode ?? 0, body: told === '' ? {} : JSON.parse(told), cookie });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

const SOMSRI = { code: '41', nameTh: 'สมศรี', nameEn: 'Somsri', fingers: ['right-index'], consentId: 'C-1' };

t.test('a key that was shown to another page of this machine opens nothing', async (t) => {
  const { key, ask, did } = await terminal(t);
  const { body } = await ask('POST', '/operator/entry/challenge', {});
  const elsewhere = key.answer(String(body['challenge']), { origin: 'http://localhost:9999' });
  const relayed = await ask('POST', '/operator/entry/security-key', elsewhere, { host: 'localhost:9999' });
  t.match(relayed, { status: 200, body: { entered: false, why: 'not-shown' }, cookie: '' });
  t.match(did(), [{ what: 'refused', detail: 'not-shown' }]);
});

t.test('nobody asks without a session, nor from a page of another port', async (t) => {
  const { ask, enter } = await terminal(t);
  for (const path of [
    'self-test',
    'diagnosis',
    'enrol',
    'finger',
    'person',
    'service/light',
    'service/restart',
    'second/card',
    'second/challenge',
    'second/security-key',
  ])
    t.equal((await ask('POST', `/operator/${path}`, {})).status, 401, path);
  for (const path of ['journal', 'terminal', 'service', 'service/camera', 'touch/1', 'events'])
    t.equal((await ask('GET', `/operator/${path}`)).status, 401, path);
  await enter();
  t.equal((await ask('GET', '/operator/terminal')).status, 200);
  t.match(await ask('GET', '/operator/service/camera', undefined, { 'sec-fetch-site': 'same-site' }), { status: 403 });
  t.match(await ask('POST', '/operator/self-test', {}, { origin: 'http://localhost:9999' }), { status: 403 });
});

t.test('what an entry of the journal could not hold is refused before any finger is asked for', async (t) => {
  const { kiosk, ask, enter } = await terminal(t);
  await enter();
  const long = 'ก'.repeat(201);
  for (const wrong of [
    { nameTh: long },
    { nameTh: '\ud800' },
    { consentId: long },
    { nameTh: '', nameEn: ' ' },
    { consentId: undefined },
    { fingers: ['right-index', 'right-index'] },
    { override: true },
    { override: { reason: 'worn', secondPerson: 'whoever' } },
  ]) {
    const reply = await ask('POST', '/operator/enrol', { ...SOMSRI, ...wrong });
    t.ok(reply.status >= 400 && reply.body.error?.code !== 'UNEXPECTED', JSON.stringify(reply.body).slice(0, 120));
  }
  t.strictSame(kiosk.operators.enrolling.state, { kind: 'none' });
  t.ok(kiosk.gate.isOpen, 'and people are served all the while');
});

t.test(
  'poor impressions are kept where a second operator shows a key of their own, and no name that is typed',
  async (t) => {
    const { kiosk, ask, enter, shown, key, secondKey, did } = await terminal(t);
    await enter();
    const agree = async (by: typeof key, change: object = {}) => {
      const to = { code: SOMSRI.code, reason: 'worn ridges' };
      const body = { ...to, shown: await shown(by, to), ...change };
      return await ask('POST', '/operator/second/security-key', body);
    };
    t.match((await agree(key)).body, { agreed: false, why: 'same-person' });
    t.match((await agree(secondKey, { shown: await shown(secondKey) })).body, { agreed: false, why: 'not-shown' });
    t.match((await agree(secondKey, { reason: 'another' })).body, { agreed: false, why: 'not-shown' });
    t.equal((await agree(secondKey, { reason: 'ก'.repeat(201) })).status, 400);
    t.equal((await agree(secondKey, { secondPerson: 'whoever' })).status, 400);
    t.equal((await ask('POST', '/operator/enrol', { ...SOMSRI, override: true })).body.error?.code, 'USAGE');
    const agreed = await agree(secondKey);
    t.match(agreed, { status: 200, body: { agreed: true, name: /operator/ }, cookie: '' });
    t.match((await ask('GET', '/operator/self')).body, { role: 'administrator' }, 'who was in is in');
    t.equal(
      (await ask('POST', '/operator/enrol', { ...SOMSRI, code: '42', override: true })).body.error?.code,
      'USAGE',
    );
    t.match(await ask('POST', '/operator/enrol', { ...SOMSRI, override: true }), {
      status: 200,
      body: { begun: true },
    });
    t.match(
      did()
        .slice(1)
        .map(({ what, detail }) => `${what} ${detail}`),
      [
        'refused same-person',
        'refused not-shown',
        'refused not-shown',
        'did agreed to keep poor impressions',
        'did began an enrolment',
      ],
    );
    await ask('DELETE', '/operator/enrol');
    await until('it is given up', () => kiosk.gate.isOpen);
    t.equal((await ask('POST', '/operator/enrol', { ...SOMSRI, override: true })).body.error?.code, 'USAGE', 'once');
  },
);

t.test(
  'whoever is looked for, found or not, is an entry; a code that changed hands meanwhile is refused',
  async (t) => {
    const { kiosk, ask, enter, did } = await terminal(t);
    await enter();
    t.equal((await ask('POST', '/operator/diagnosis', { code: '41' })).body.error?.code, 'PERSON_UNKNOWN');
    t.match(did().at(-1), { what: 'did', detail: 'asked why a person cannot scan: nobody has this code' });
    t.notOk(did().at(-1)?.subject);
    const somebody = { code: '41', nameTh: 'มาลี', nameEn: 'Malee', pseudonym: 'p-1', enroller: 'x', enrolledAtMs: 0 };
    kiosk.stores.enrol({ person: somebody, consentId: 'c', fingers: [] });
    kiosk.stores.enrolmentJournaled('p-1');
    t.equal((await ask('POST', '/operator/enrol', SOMSRI)).body.error?.code, 'PERSON_EXISTS');
    t.match((await ask('POST', '/operator/person', { code: '41' })).body, { nameTh: 'มาลี', isOfFleet: false });
    t.match(did().at(-1), { detail: 'looked for a person to enrol', subject: 'p-1' });
    const before = did().length;
    await ask('GET', '/operator/journal?before=999999999');
    t.equal(did().length, before + 1, 'whatever page of the journal is asked for');
  },
);

t.test('a finger whose operator has gone is shown to nobody, and one is tried at a time', async (t) => {
  const { kiosk, module, ask, enter } = await terminal(t);
  await enter();
  const first = ask('POST', '/operator/finger', {});
  await until('the glass is lent', () => !kiosk.gate.isOpen);
  t.equal((await ask('POST', '/operator/finger', {})).body.error?.code, 'DESK_BUSY');
  await ask('POST', '/operator/leave', {});
  t.equal((await first).status, 401);
  await until('people are served again', () => kiosk.gate.isOpen);
  t.equal(await kiosk.operators.picture.png(1), undefined);
  await enter();
  const second = ask('POST', '/operator/finger', {});
  await until('the glass is lent', () => !kiosk.gate.isOpen);
  module.present(print(2, 0));
  const { status, body } = await second;
  module.lift();
  t.match({ status, body }, { status: 200, body: { touch: { number: 1, finger: null }, match: null } });
  t.equal((await ask('GET', '/operator/touch/2')).body.error?.code, 'USAGE');
  t.ok(await kiosk.operators.picture.png(1));
  await ask('POST', '/operator/leave', {});
  t.equal(await kiosk.operators.picture.png(1), undefined, 'and goes with them');
});

t.test('while the terminal is kept for something else nothing is begun', async (t) => {
  const { kiosk, ask, enter } = await terminal(t);
  await enter();
  const giveBack = kiosk.gate.keep(BEING_WIPED);
  for (const [path, body] of [
    ['enrol', SOMSRI],
    ['finger', {}],
    ['self-test', {}],
    ['service/light', { show: 'busy' }],
  ] as const)
    t.equal((await ask('POST', `/operator/${path}`, body)).body.error?.code, 'DESK_BUSY', path);
  t.equal(kiosk.gate.notice?.en, BEING_WIPED.en, 'and what whoever comes reads stays');
  giveBack();
});
