// A stolen disk: a whole kiosk has staff, photos, orders, operators and citizens for a while, and no file of it tells of anybody.
import { createPrivateKey } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { manager } from '../cloud-bridge/fixtures/ridgectl.ts';
import { type FleetRegister, openSqliteRegister } from '../cloud-bridge/fleet/index.ts';
import { newKey, openKey } from '../cloud-bridge/index.ts';
import { notSupplied, WEIGHTS } from '../models/face/fixtures/supplied.ts';
import {
  checkDigitOf,
  decodeFingerMinutiae,
  encodeFingerMinutiae,
  encodeTis620,
  type OpenedOrder,
  Sensitive,
  type SiteOperator,
  systemClock,
} from '../protocol/index.ts';
import { type EmbeddedFleet, startEmbeddedFleet } from './bench/embedded-fleet.ts';
import { BenchCitizen } from './bench/kiosk/bench-citizen.ts';
import { drawnPhoto, drawnPortrait } from './bench/kiosk/drawn-faces.ts';
import { DRAWN_LOOKS } from './bench/kiosk/drawn-looks.ts';
import { ClosingOrder } from './closing-order.ts';
import { claimCommand } from './commands/claim/claim-command.ts';
import { inHand } from './commands/fixtures/in-hand.ts';
import { POLICY, readConfig } from './config/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import { filesIn, found, type Trace, tracesOfBytes, tracesOfText } from './fixtures/traces.ts';
import { linkCard } from './flows/enrol/link-card.ts';
import { claimFile, fleetFiles } from './kiosk/fleet-files.ts';
import { layFoundation, readOrders } from './kiosk/foundation.ts';
import { openLog } from './kiosk/kiosk-log.ts';
import { sealIn } from './kiosk/own-key.ts';
import { SetAside } from './store/index.ts';

const never = new AbortController().signal;
const ADDRESS = { site: 'site', terminal: 'terminal' };
const NAME = `${ADDRESS.site}.${ADDRESS.terminal}`;
/** On a machine that is busy with other tests. */
const LONG_MS = 240_000;

const citizenNumber = (twelve: string): string => `${twelve}${checkDigitOf(twelve)}`;

/** Nobody's. They stand nowhere else: what is found of them was left by these people. */
const STAFF = [
  { code: 'HR-7700112233', nameTh: 'ณัฐพงษ์ ศรีสุวรรณภูมิ', nameEn: 'Nattaphong Srisuwannaphum', unit: 'กองกิจการพิเศษลับ' },
  { code: 'HR-7700445566', nameTh: 'พิมพ์ชนก รุ่งโรจน์วัฒนา', nameEn: 'Pimchanok Rungrojwattana', unit: 'กองกิจการพิเศษลับ' },
] as const;
const HERE = 'HR-7700778899';
const FACE = { code: 'HR-7700998877', nameTh: 'วรัญญา แก้วกาญจนา', nameEn: 'Waranya Kaewkanjana' } as const;
const STAFF_CARD = citizenNumber('091234567801');
const STAFF_UID = '04d3a2b1c0ffee';
const CITIZEN = {
  citizenNumber: citizenNumber('098765432109'),
  nameThai: { title: 'นาง', first: 'อรวรรณนภา', middle: '', last: 'เพชรไพลินทอง' },
  nameEnglish: { title: 'Mrs.', first: 'Orawannapha', middle: '', last: 'Phetphailinthong' },
} as const;
const MOBILE = '0898765431';
const APP = 'app-session-9f8e7d6c5b';
const MISTYPED = '7788990011223';
const OFFICER = 'ธนกฤต อัครเดชไพศาล';
const OPERATOR = 'กมลวรรณ สิริโสภณ';
const PIN = '123456';
const PURPOSE_OF_LOCK = 'สอบสวนเหตุ ณ อาคารเก้า';

const orderOf = (what: OpenedOrder['order']['what']): OpenedOrder => ({
  order: {
    ...{ id: `${what.kind.padEnd(21, 'A')}Q`.slice(0, 22), by: OFFICER, atMs: 1, untilMs: null, terminals: [NAME] },
    what,
  },
  orderedBy: 'key-of-officer',
  approvedBy: null,
});

async function fleetIn(dir: string, closing: ClosingOrder): Promise<EmbeddedFleet & { register: FleetRegister }> {
  mkdirSync(dir);
  const terminal = { site: ADDRESS.site, name: ADDRESS.terminal };
  const config = readConfig({ env: {}, overrides: { data: { dir }, terminal } });
  const stop = new AbortController();
  closing.defer(async () => stop.abort());
  const parts = { config, clock: systemClock, log: openLog('silent'), signal: stop.signal };
  const fleet = await startEmbeddedFleet(parts, closing);
  fleet.provider.script = { appSessions: [APP] };
  return { ...fleet, register: closing.use(await openSqliteRegister(fleet.file, systemClock)) };
}

const opened = (dataDir: string, { access, profiles }: EmbeddedFleet): Promise<Terminal> =>
  openTerminal({
    ...{ dataDir, fleet: access, address: ADDRESS, face: true },
    walkUp: {
      weightsDir: WEIGHTS,
      profiles: profiles.map((profile) => ({ ...profile, steps: { ...profile.steps, mobile: 'required' } })),
    },
    snapshotPolicy: { ...POLICY.snapshot, enabled: true, withinMs: 30_000 },
  });

async function fingerOf({ kiosk }: Terminal, finger: number) {
  const impressions = [];
  for (const impression of [0, 1, 2]) {
    const { template } = await kiosk.engine.extract(print(finger, impression), never);
    const record = Buffer.from(encodeFingerMinutiae(template)).toString('base64');
    impressions.push({ record, quality: 80, sensor: 'office', enroller: OFFICER, atMs: 1 });
  }
  return { finger: 'right-index', consentId: 'C-1', impressions } as const;
}

/** People whom the fleet keeps: two with fingers and photos. */
async function sendStaff(terminal: Terminal, register: FleetRegister): Promise<void> {
  for (const [at, person] of STAFF.entries()) {
    const { id } = await register.people.add(person);
    await register.templates.replace(id, [await fingerOf(terminal, at + 1)]);
    await register.photos.keep(id, (await portraitOf(at)).toString('base64'));
    await register.people.touch(id);
  }
  const here = { kind: 'terminal', name: NAME } as const;
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: here }, 'manager');
  await haveCome(terminal);
}

const portraitOf = (at: number): Promise<Buffer> => drawnPortrait(DRAWN_LOOKS[at === 0 ? 'anan' : 'malee']);

const haveCome = ({ kiosk: { stores } }: Terminal): Promise<void> =>
  until(
    'they have come, with their photos',
    () =>
      STAFF.every(({ code }) => {
        const person = stores.people.byCode(code);
        return person !== undefined && stores.photos.of(person.pseudonym) !== undefined;
      }),
    LONG_MS,
  );

/** What staff do there, each of them in a way of its own. */
async function staffDay(terminal: Terminal, citizen: BenchCitizen): Promise<void> {
  const { stores, claims, desk, enrolFace, requests } = terminal.kiosk;
  await enrolFinger(terminal, HERE, 3);
  await citizen.face({ person: 'malee', as: 'living', seed: 2 });
  if (!enrolFace) throw new Error('nobody is known by the face here');
  const face = { ...FACE, cards: [], consentId: 'C-2', enroller: OPERATOR };
  await until(
    'the face is kept',
    async () => {
      if (stores.people.byCode(FACE.code)) return true;
      await citizen.asked('perform', () => desk.borrow(() => enrolFace(face, never))).catch(() => undefined);
      return stores.people.byCode(FACE.code) !== undefined;
    },
    LONG_MS,
  );
  const [known = STAFF[0]] = STAFF;
  const linking = { code: known.code, consentId: 'C-3', enroller: OPERATOR };
  linkCard(linking, { kind: 'thai-id', number: STAFF_CARD, photo: await drawnPhoto('anan') }, stores);
  linkCard({ ...linking, code: HERE }, { kind: 'contactless', number: STAFF_UID }, stores);
  await clockUntilSeen(terminal);
  await claims.byNumber(MISTYPED);
  await claims.byNumber(STAFF[1].code);
  claims.leave();
  await requests.byVisit('access', 'PV-0000');
}

/** One who is known and one who is not. A visit goes without its picture where somebody else had the camera: then once more. */
async function clockUntilSeen(terminal: Terminal): Promise<void> {
  for (const finger of [3, 9]) {
    const before = pictures(terminal).length;
    await until(
      `a picture of finger ${finger} is kept`,
      async () => {
        const told = toldOf(terminal);
        const { seq } = await terminal.touch(print(finger, 4));
        if (seq !== null) await until('it is told how the picture went', () => toldOf(terminal) > told, LONG_MS);
        return pictures(terminal).length > before;
      },
      LONG_MS,
    );
  }
}

const toldOf = ({ kiosk: { visitSnapshots } }: Terminal): number => {
  const { kept, busy, failed } = visitSnapshots?.tally ?? { kept: 0, busy: 0, failed: 0 };
  return kept + busy + failed;
};

const pictures = ({ kiosk }: Terminal): readonly Uint8Array[] => {
  const { snapshots } = kiosk.stores;
  return (snapshots?.list() ?? []).flatMap(({ seq }) => snapshots?.open(seq)?.reveal() ?? []);
};

/** An order, an operator with a card, and what they typed. */
async function officialDay(t: Test, terminal: Terminal): Promise<void> {
  const { stores, standing, cardEntry, clock } = { ...terminal.kiosk, clock: terminal.clock };
  const { operatorCard } = terminal.hardware.walkUp ?? {};
  if (!operatorCard) throw new Error('no card');
  const keys = [{ kind: 'card', label: 'blue card', publicKey: operatorCard.publicKey }] as const;
  const operator: SiteOperator = {
    id: 'KAMON-AAAAAAAAAAAAAAAA',
    name: OPERATOR,
    role: 'operator',
    validUntilMs: null,
    keys,
  };
  await standing.take(orderOf({ kind: 'operators', version: 1, operators: [operator] }), 1);
  stores.jobs.add(
    orderOf({ kind: 'lock', reason: PURPOSE_OF_LOCK }),
    { state: 'waiting', because: 'clock' },
    clock.nowMs(),
  );
  await terminal.hardware.walkUp?.reader.remove();
  const entering = cardEntry.enter(new Sensitive(Uint8Array.from(Buffer.from(PIN))), never);
  await terminal.hardware.walkUp?.reader.insert(operatorCard);
  t.match(await entering, { kind: 'entered' });
  await terminal.hardware.walkUp?.reader.remove();
}

/** One whose evidence the provider has, and one whose evidence waits: there is no road. */
async function citizensDay(t: Test, terminal: Terminal, citizen: BenchCitizen): Promise<void> {
  const { stores, fleet } = terminal.kiosk;
  await citizen.face({ person: 'somsri', as: 'living', seed: 1 });
  await citizen.insert({ card: { like: 'somsri', make: 'fast', isExpired: false, ...CITIZEN } });
  const asked = new Set<string>();
  const stop = terminal.kiosk.events.listen((event) => {
    asked.add(event.type);
    if (event.type === 'prove-app' && event.state === 'asked') citizen.scan(APP);
  });
  const visit = () =>
    citizen.prove({ consent: ['identity-proofing'], challenge: 'perform', mobile: { number: MOBILE, code: '123456' } });
  await visit();
  fleet?.pause();
  await until(
    'evidence waits',
    async () => {
      if (stores.evidence.count === 0) await visit();
      return stores.evidence.count > 0;
    },
    LONG_MS,
  );
  stop();
  t.ok(asked.has('prove-mobile') && asked.has('prove-app'), 'a number was typed, and an app was named');
  await citizen.remove();
}

/** What no file may tell: what was typed, read and sent, and what the opened stores themselves have. */
async function traces({ kiosk: { stores } }: Terminal, more: readonly Uint8Array[]): Promise<readonly Trace[]> {
  const texts = [
    ...STAFF.flatMap((person) => Object.values(person)),
    ...[HERE, `คนที่ ${HERE}`, ...Object.values(FACE), STAFF_CARD, STAFF_UID, MISTYPED, MOBILE, APP],
    ...[OFFICER, OPERATOR, PIN, PURPOSE_OF_LOCK, CITIZEN.citizenNumber],
    ...[CITIZEN.nameThai, CITIZEN.nameEnglish].flatMap(({ first, last }) => [first, last]),
  ];
  const parts = [...texts, ...texts.flatMap((text) => text.split(' '))].filter(({ length }) => length > 4);
  const records = [...stores.templates.all()].flatMap((finger) =>
    finger.kind === 'finger' ? finger.impressions.map(({ record }) => record) : [],
  );
  const person = stores.people.byCode(FACE.code);
  const face = stores.faces.of(person?.pseudonym ?? '', 'attendance')?.values;
  const photos = STAFF.map(({ code }) => stores.photos.of(stores.people.byCode(code)?.pseudonym ?? ''));
  const bytes: readonly (readonly [string, Uint8Array | undefined])[] = [
    ['the photo in the chip', await drawnPhoto('somsri')],
    ...records.map((record, at) => [`template ${at}`, record] as const),
    ...photos.map((photo, at) => [`photo ${at}`, photo] as const),
    ...more.map((picture, at) => [`picture ${at} of a visit`, picture] as const),
    ['the template of a face', face && new Uint8Array(face.buffer, face.byteOffset, face.byteLength)],
  ];
  return [
    ...parts.flatMap((text) => tracesOfText(text, text)),
    ...bytes.flatMap(([what, content]) => tracesOfBytes(what, content ?? new Uint8Array())),
    ...records.flatMap(minutiaeOf),
    ...tracesOfBytes('the beginning of a JPEG', Buffer.from('ffd8ffe000104a46494600', 'hex')),
    ...tracesOfText('the beginning of a template', 'FMR\0 20\0'),
  ].filter(({ bytes: { length } }) => length > 4);
}

/** As lists of places, however somebody would have written them. */
function minutiaeOf(record: Uint8Array, at: number): readonly Trace[] {
  const places = decodeFingerMinutiae(record)
    .minutiae.slice(0, 4)
    .map(({ x, y }) => ({ x, y }));
  const flat = places.flatMap(({ x, y }) => [x, y]);
  const what = `minutiae of template ${at}`;
  return [
    ...[flat.join(), places.map((place) => JSON.stringify(place).slice(1, -1)).join('},{')].flatMap((text) =>
      tracesOfText(what, text),
    ),
    ...[Uint16Array.from(flat), Float32Array.from(flat), Float64Array.from(flat)].flatMap(({ buffer }) =>
      tracesOfBytes(what, new Uint8Array(buffer)),
    ),
  ];
}

/** Only the beginning: SQLite cannot follow it any more, and all that it held lies there still. */
function spoilBeginning(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(100, 'noise'), 0, 100, 0);
  closeSync(file);
}

const STORES = ['people', 'templates', 'journal', 'evidence', 'jobs', 'snapshots'].map((name) => `${name}.db`);

function tellsNothing(t: Test, dataDir: string, secrets: readonly Trace[], when: string): void {
  const files = filesIn(dataDir);
  for (const store of STORES)
    t.ok(
      [...files.keys()].some((name) => name.endsWith(store)),
      `${store} is looked at`,
    );
  t.strictSame(found(files, secrets), [], when);
  t.comment(`${when}: ${files.size} files, ${secrets.length} traces`);
}

t.test('the search finds what is there, however it was written', async (t) => {
  const [{ nameTh, code }] = STAFF;
  const template = Uint8Array.from({ length: 200 }, (_, at) => (at * 37) % 251);
  const traces = [
    ...tracesOfText('name', nameTh),
    ...tracesOfText('code', code),
    ...tracesOfBytes('template', template),
  ];
  const json = JSON.stringify({ at: 1, nameTh, record: Buffer.from(template).toString('base64') });
  const ways: readonly (readonly [string, Buffer])[] = [
    ['as it is', Buffer.from(json)],
    ['base64', Buffer.from(Buffer.from(json).toString('base64'))],
    ['base64url', Buffer.from(Buffer.from(`.${json}`).toString('base64url'))],
    ['hex', Buffer.from(Buffer.from(json).toString('hex'))],
    ['UTF-16', Buffer.from(json, 'utf16le')],
    ['TIS-620', Buffer.from(encodeTis620(nameTh))],
  ];
  for (const [way, bytes] of ways) t.not(found(new Map([['file', bytes]]), traces).length, 0, way);
  t.match(found(new Map([['file', Buffer.concat([Buffer.alloc(9), template])]]), traces), [/template/]);
  t.strictSame(found(new Map([['file', Buffer.from('of nobody')]]), traces), []);
});

t.test('whoever takes the disk learns nothing of anybody', { skip: notSupplied(), timeout: 600_000 }, async (t) => {
  await using closing = new ClosingOrder();
  const folder = t.testdir();
  const dataDir = join(folder, 'terminal');
  const fleet = await fleetIn(join(folder, 'fleet'), closing);
  let secrets: readonly Trace[] = [];
  {
    await using terminal = await opened(dataDir, fleet);
    const devices = terminal.hardware.walkUp;
    if (!devices) throw new Error('no devices');
    await using citizen = new BenchCitizen({ kiosk: terminal.kiosk, devices, signal: never });
    await sendStaff(terminal, fleet.register);
    await staffDay(terminal, citizen);
    await officialDay(t, terminal);
    await citizensDay(t, terminal, citizen);
    secrets = await traces(terminal, pictures(terminal));
    tellsNothing(t, dataDir, secrets, 'while it runs: with the logs of the stores');
  }
  tellsNothing(t, dataDir, secrets, 'stopped');
  for (const name of ['people.db', 'templates.db', 'journal.db', 'jobs.db']) spoilBeginning(join(dataDir, name));
  {
    await using terminal = await opened(dataDir, fleet);
    t.equal(new SetAside(dataDir).all().length, 4);
    await haveCome(terminal);
    tellsNothing(t, dataDir, secrets, 'with damaged files laid aside, and people who came once more');
  }
});

/** The number that is the key, and its PEM as it is written. */
function tracesOfKey(what: string, pem: string): readonly Trace[] {
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  const lines = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----END'));
  return [...tracesOfBytes(what, Buffer.from(d, 'base64url')), ...lines.flatMap((line) => tracesOfText(what, line))];
}

t.test('whoever takes the disk cannot speak to the broker as this terminal', async (t) => {
  const officers = await manager(t);
  const dataDir = join(officers.folder, 'terminal');
  const [request, answer] = [join(officers.folder, 'claim.jws'), join(officers.folder, 'answer.json')];
  const claim = inHand(claimCommand, {
    RIDGED_TERMINAL_SITE: ADDRESS.site,
    RIDGED_TERMINAL_NAME: ADDRESS.terminal,
    RIDGED_DATA_DIR: dataDir,
  });
  const { code } = await officers.json('terminals', 'add', NAME);
  t.match(await claim(code, '--request', request), { exitCode: 0 });
  const { keyFile } = fleetFiles(readConfig({ env: {}, overrides: { data: { dir: dataDir } } }));
  const keyIn = (file: string) => openKey(readFileSync(file, 'utf8'), sealIn({ dataDir }));
  const claimed = tracesOfKey('the key of the claim', await keyIn(claimFile(keyFile)));
  t.not(claimed.length, 0);
  t.strictSame(found(filesIn(dataDir), claimed), [], 'while the fleet has not answered');
  await officers.json('terminals', 'claim', request, '--code', code, '--answer', answer);
  t.match(await claim(code, '--answer', answer), { exitCode: 0 });
  t.strictSame(found(filesIn(dataDir), claimed), [], 'once it has joined');
  const brought = newKey();
  writeFileSync(keyFile, brought, { mode: 0o600 });
  linkSync(keyFile, join(dataDir, 'its blocks'));
  {
    await using closing = new ClosingOrder();
    const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
    await layFoundation(
      await readOrders({ config, clock: systemClock, log: openLog('silent'), version: 'test' }),
      closing,
    );
  }
  t.equal(await keyIn(keyFile), brought);
  t.strictSame(found(filesIn(dataDir), tracesOfKey('a key that was brought', brought)), [], 'after the first start');
});
