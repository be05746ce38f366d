// A card read from the command line: what scripts get, what people see, and what is said of cards that cannot be read.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { samplePhoto } from '../../../hal/card/fixtures/sample-photo.ts';
import {
  expired,
  INVENTED_PEOPLE,
  openVirtualReader,
  otherCard,
  type VirtualChip,
  VirtualThaiId,
} from '../../../hal/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { type CardReadOptions, cardRead } from './card-command.ts';

const { somsri } = INVENTED_PEOPLE;
const { signal } = new AbortController();

async function read(chip: VirtualChip | undefined, options: CardReadOptions = {}) {
  await using reader = await openVirtualReader(
    { bus: { kind: 'in-process' }, paced: false },
    { clock: systemClock, random: Math.random },
  );
  if (chip) await reader.insert(chip);
  return await cardRead(options, signal, async (_, name) =>
    reader.openReaders(name === undefined ? {} : { reader: name }),
  );
}

t.test('scripts get the fields, people a masked number, and the photo only where it was asked for', async (t) => {
  const photo = await samplePhoto();
  const chip = new VirtualThaiId({ person: somsri, photo });
  const { json, text, exitCode } = await read(chip);
  t.equal(exitCode, 0);
  t.match(json, {
    read: true,
    citizenNumber: { number: somsri.citizenNumber, valid: true },
    nameThai: somsri.nameThai,
    birthDate: '1991-04-13',
    expiresOn: '2032-04-12',
    sex: 'female',
    expired: false,
    address: { province: 'กรุงเทพมหานคร' },
  });
  t.notHas(json, 'photo');
  t.notHas(json, 'laserId');
  t.match(text, /citizen number {2}X-XXXX-XXXXX-01-8\nname {12}นางสาวสมศรี ตัวอย่างดี/);
  t.notMatch(text, /0100000|100000000001/);
  t.match((await read(chip, { full: true })).text, /0-1000-00000-01-8/);

  const file = join(t.testdir(), 'photo.jpg');
  const pictured = await read(chip, { photo: file, field: ['sex'], reader: 'Virtual' });
  t.match(pictured.json, { sex: 'female', photo: { file, widthPx: 148, heightPx: 178, bytes: photo.length } });
  t.notHas(pictured.json, 'citizenNumber', 'what was not asked for is not there');
  t.equal(Buffer.compare(readFileSync(file), photo), 0);
});

t.test('an expired card and a forged number are said plainly', async (t) => {
  const person = { ...expired(somsri), citizenNumber: '0100000000019' };
  const { json, text } = await read(new VirtualThaiId({ person, photo: await samplePhoto() }));
  t.match(json, { expired: true, expiresOn: '2019-12-31', citizenNumber: { number: '0100000000019', valid: false } });
  t.match(text, /hidden, WRONG CHECK DIGIT[\s\S]*THIS CARD HAS EXPIRED/);
});

t.test('a card that cannot be read is a clean no, with what to do; none is one too', async (t) => {
  const answers: readonly (readonly [VirtualChip | undefined, string])[] = [
    [otherCard('bank-card'), 'not-a-thai-id'],
    [otherCard('upside-down'), 'card-upside-down'],
    [undefined, 'no-card'],
  ];
  for (const [chip, reason] of answers) {
    const { json, text, exitCode } = await read(chip, { wait: 0.2 });
    t.strictSame(json, { read: false, reason });
    t.match(text, new RegExp(`^${reason}: `));
    t.equal(exitCode, 1);
  }
});

t.test(
  'without a reader, or with one of another name, it is a fault; a photo that cannot be kept is wrong usage',
  async (t) => {
    await t.rejects(read(undefined, { reader: 'ACS' }), { code: 'HAL_DISCONNECTED', context: { device: 'ACS' } });
    const folder = t.testdir();
    await t.rejects(read(undefined, { photo: folder }), { code: 'USAGE', context: { file: folder } });
    const file = join(folder, 'kept.jpg');
    writeFileSync(file, 'mine');
    t.equal((await read(otherCard('sim'), { photo: file })).exitCode, 1);
    t.equal(readFileSync(file, 'utf8'), 'mine', 'a photo that was not read replaces nothing');
    t.ok(existsSync(file) && statSync(file).size > 0);
    await t.rejects(read(undefined, { reader: '' }), { code: 'USAGE' });
  },
);
