// What the prove visit is given: the card as text, faces as sightings, challenges as states, profiles that are signed and new.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  expired,
  INVENTED_PEOPLE,
  openVirtualReader,
  otherCard,
  type VirtualChip,
  VirtualThaiId,
  waitForCard,
} from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import { testKeys } from '../../../protocol/fleet/fixtures/keys.ts';
import { type KioskError, type ServiceProfile, signProfile, systemClock } from '../../../protocol/index.ts';
import { faceAt, profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { faceAttackDetection } from '../faces/face-attack-detection.ts';
import { faceRecognition } from '../faces/face-recognition.ts';
import { LateGateway } from './late-gateway.ts';
import { readProfiles } from './service-profiles.ts';
import { thaiIdOpening } from './thai-id-opening.ts';

const forever = new AbortController().signal;
const JPEG = Uint8Array.from(Buffer.from('ffd8ffc0000b080002000201011100ffda0008010100003f0000ffd9', 'hex'));
const ALL = [
  'citizenNumber',
  'nameThai',
  'nameEnglish',
  'birthDate',
  'sex',
  'expiresOn',
  'address',
  'photoNumber',
  'chipNumber',
];

async function opened(chip: VirtualChip) {
  const surroundings = { clock: systemClock, random: Math.random };
  const reader = await openVirtualReader({ bus: { kind: 'in-process' }, paced: false }, surroundings);
  const readers = reader.openReaders();
  await reader.insert(chip);
  const card = await waitForCard(readers, forever);
  const result = await thaiIdOpening(systemClock)(card, forever);
  const end = async (): Promise<void> => {
    if (result.kind === 'connected') await result.card[Symbol.asyncDispose]();
    await readers[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
  };
  return { result, [Symbol.asyncDispose]: end };
}

t.test('a card as the visit reads it: what was asked for, as text, and nothing else', async (t) => {
  const { somsri } = INVENTED_PEOPLE;
  const chip = new VirtualThaiId({ person: somsri, photo: JPEG });
  await using reading = await opened(chip);
  if (reading.result.kind !== 'connected') throw new Error('it is one');
  const { card } = reading.result;
  const few = await card.readText(['citizenNumber', 'expiresOn', 'no-such-field'], forever);
  if (few.kind !== 'card') throw new Error('it can be read');
  t.match(few.value.reveal(), {
    number: { digits: somsri.citizenNumber, isValid: true },
    ...{ nameTh: '', nameEn: '', expires: '2032-04-12', hasExpired: false, chipNumber: null },
  });
  t.strictSame(Object.keys(few.value.reveal().fields).sort(), ['citizenNumber', 'expiresOn']);
  const all = await card.readText(ALL, forever);
  if (all.kind !== 'card') throw new Error('it can be read');
  t.match(all.value.reveal(), {
    ...{ nameTh: 'นางสาวสมศรี ตัวอย่างดี', nameEn: 'Miss Somsri Tuayangdee' },
    ...{ requestNumber: somsri.photoNumber, chipNumber: String },
    fields: { nameThai: 'นางสาว#สมศรี##ตัวอย่างดี', birthDate: '1991-04-13', address: /ตัวอย่าง/ },
  });
  const photo = await card.readPhoto(forever);
  t.ok(photo.kind === 'card' && Buffer.from(photo.value.reveal()).equals(Buffer.from(JPEG)));
});

t.test('an expired card, a forged number, another card', async (t) => {
  const { anan, somsri } = INVENTED_PEOPLE;
  const textOf = async (chip: VirtualChip) => {
    await using reading = await opened(chip);
    if (reading.result.kind !== 'connected') return reading.result;
    const text = await reading.result.card.readText(ALL, forever);
    return text.kind === 'card' ? text.value.reveal() : text;
  };
  t.match(await textOf(new VirtualThaiId({ person: anan, photo: JPEG, make: 'slow' })), {
    expires: null,
    hasExpired: false,
  });
  t.match(await textOf(new VirtualThaiId({ person: expired(somsri), photo: JPEG })), { hasExpired: true });
  const forged = { ...somsri, citizenNumber: '0100000000019' };
  t.match(await textOf(new VirtualThaiId({ person: forged, photo: JPEG })), {
    number: { digits: '0100000000019', isValid: false },
  });
  t.match(await textOf(otherCard('bank-card')), { kind: 'retry', reason: 'not-a-thai-id' });
  t.match(await textOf(otherCard('upside-down')), { kind: 'retry', reason: 'card-upside-down' });
});

const template = (values: readonly number[]): FaceTemplate => ({
  model: 'm',
  version: '1',
  values: Float32Array.from(values),
});

t.test('a face is good where nothing that is required is missing; the mean of templates has length 1', async (t) => {
  const check = { check: 'F10', name: 'too-far', ok: false, value: 0.4, limit: { least: 0.6 }, unit: 'ratio' } as const;
  const advice = { name: 'too-far', th: 'เข้ามาใกล้อีกนิด', en: 'Come closer.' } as const;
  const engineWith = (ok: boolean) =>
    faceRecognition({
      models: { detector: { name: 'd', version: '1' }, recogniser: { name: 'r', version: '2' } },
      look: async () => ({ faces: [faceAt(5)], quality: { ok, checks: [{ ...check, required: !ok }], advice } }),
      reference: async () => ({ kind: 'unusable', reason: 'no-face' }),
    } as never); // of the engine only what is asked for here
  const image = { widthPx: 1, heightPx: 1, pixels: new Uint8Array(3) };
  t.match((await engineWith(true).look(image, forever)).advice, undefined, 'good practice is told and stops nobody');
  t.match(await engineWith(false).look(image, forever), {
    advice: { en: 'Come closer.' },
    quality: [{ check: 'F10 too-far', limit: 'at least 0.6' }],
  });
  t.equal(await engineWith(true).reference(JPEG, forever), undefined);
  const { values } = engineWith(true).mean([template([1, 0]), template([0, 1])]);
  t.ok(Math.abs(Math.hypot(...values) - 1) < 1e-6 && values[0] === values[1]);
  t.throws(() => engineWith(true).mean([]));
});

t.test('one of the allowed challenges is asked for, unforeseeable ones where none is known', async (t) => {
  const detection = faceAttackDetection({ pad: {} as never, random: () => 0.99, sameFaceAt: 0.4 });
  t.match(detection.challenge(['blink', 'turn-left'], 0).instruction, { kind: 'blink', limitMs: 6000 });
  t.ok(detection.challenge(['stand-on-your-head'], 0).instruction.kind);
  t.equal(detection.isOnePerson([0.9, 0.41]), true);
  t.equal(detection.isOnePerson([0.9, 0.39]), false);
  t.equal(detection.isOnePerson([]), false, 'nobody compared is nobody known');
});

t.test('profiles: only signed by an administrator, the newest of each; a bad one keeps no other away', async (t) => {
  const administrator = await testKeys('administrator', 'admin');
  const ingest = await testKeys('ingest', 'ingest');
  const { key } = await providerSide();
  const dir = join(t.testdir(), 'profiles');
  mkdirSync(dir);
  const write = async (name: string, profile: ServiceProfile, { signer } = administrator): Promise<void> =>
    writeFileSync(join(dir, name), await signProfile(profile, signer));
  const legal = { sessionMs: 60_000, idleMs: 20_000, statusMs: 3000, fmr: 1e-4, reviewFmr: 1e-2, failures: 5 };
  const profile = (change: Partial<ServiceProfile> = {}) => profileFor(key, { limits: legal, ...change });
  await write('a-old.jws', profile({ version: 3 }));
  await write('b-new.jws', profile({ version: 4 }));
  await write('c-other.jws', profile({ id: 'another', version: 1 }));
  await write('d-ingest.jws', profile({ version: 9 }), ingest);
  await write('e-lax.jws', profile({ version: 9, limits: { ...legal, fmr: 0.5 } }));
  await write('f-blind.jws', profile({ version: 9, fields: ['nameThai'] }));
  writeFileSync(join(dir, 'g-garbage.jws'), 'x.y.z');
  writeFileSync(join(dir, 'readme.txt'), 'not a profile');
  const trust = { keys: [...administrator.jwks.keys, ...ingest.jwks.keys] };
  const refused: string[] = [];
  const onRefused = (file: string, fault: KioskError): void =>
    void refused.push(`${file} ${fault.context['why'] ?? fault.code}`);
  const profiles = await readProfiles({ dir, trust, onRefused });
  t.strictSame(
    profiles.map(({ id, version }) => `${id} ${version}`),
    ['another 1', 'level-up 4'],
  );
  t.strictSame(refused, [
    'd-ingest.jws role',
    'e-lax.jws CONFIG_INVALID',
    'f-blind.jws CONFIG_INVALID',
    'g-garbage.jws signature',
  ]);
  await t.rejects(readProfiles({ dir: join(dir, 'none'), trust, onRefused }), { code: 'CONFIG_INVALID' });
  await t.rejects(readProfiles({ dir, trust: 'none', onRefused }), { code: 'KEY_UNAVAILABLE' });
});

t.test('a gateway that is not there yet cannot be reached', async (t) => {
  const { key } = await providerSide();
  const gateway = new LateGateway();
  const question = { service: 'card-status', body: {} as never, key, limitMs: 1 } as const;
  await t.rejects(gateway.ask(question, forever), { code: 'FLEET_UNREACHABLE' });
  gateway.open({ ask: async () => ({ status: 'normal' }) as never });
  t.match(await gateway.ask(question, forever), { status: 'normal' });
});
