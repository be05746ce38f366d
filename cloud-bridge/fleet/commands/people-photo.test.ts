// Photos of people as a fleet manager gives them: made small, nothing in them but the picture, and what is none refused in one line.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { MOST_PHOTO_BYTES, systemClock } from '../../../protocol/index.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { portraitFrom } from '../import/portrait.ts';
import { openSqliteRegister } from '../register/index.ts';

/** As a camera leaves it: large, held sideways, and saying where it was taken. */
const picture = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 }, background: '#888' },
  });

const photosIn = async (file: string, code: string): Promise<Buffer | undefined> => {
  await using register = await openSqliteRegister(file, systemClock);
  const { id = '' } = (await register.people.byCode(code)) ?? {};
  const photo = (await register.photos.ofEach([id])).get(id);
  return photo === undefined ? undefined : Buffer.from(photo, 'base64');
};

t.test('a large photo is kept small, upright, and without what the camera wrote into it', async (t) => {
  const { run, json, folder, file } = await manager(t);
  await run('people', 'add', '--code', '007');
  const path = join(folder, 'portrait.jpg');
  const exif = { IFD0: { Copyright: 'somewhere', Make: 'a camera' } };
  await picture(1600, 1200).withExif(exif).withMetadata({ orientation: 6 }).jpeg({ quality: 98 }).toFile(path);
  t.ok(readFileSync(path).includes('somewhere'));
  t.match(await run('people', 'photo', '007', '--file', path), {
    code: 0,
    err: '',
    out: /007: the photo is kept, \d+ bytes/,
  });
  const kept = await photosIn(file, '007');
  t.ok(kept && kept.length <= MOST_PHOTO_BYTES, `${kept?.length} bytes`);
  const about = await sharp(kept).metadata();
  t.match(about, { format: 'jpeg', width: 240, height: 320 });
  t.strictSame([about.exif, about.orientation], [undefined, undefined]);
  t.notOk(kept?.includes('somewhere'));
  t.match(await json('people', 'show', '007'), { hasPhoto: true });
  t.match(await run('people', 'show', '007'), { out: /has a photo/ });
  t.match(await json('people', 'photo', '007', '--remove'), { code: '007', photo: { bytes: 0 } });
  t.equal(await photosIn(file, '007'), undefined);
  t.match(await run('people', 'photo', '007', '--remove'), { code: 2, err: /there is no photo of 007/ });
});

/** Of each orientation by EXIF (CIPA DC-008, 4.6.4): which quarter of the picture, counted by rows, stands where. */
const QUARTERS = ['0123', '1032', '3210', '2301', '0213', '2031', '3120', '1302'];
const SIDE_PX = 100;

t.test('however the camera was held, the face stands upright, and not mirrored', async (t) => {
  const greyOf = (quarter: number): number => 30 + 70 * quarter;
  const pixels = Buffer.alloc(4 * SIDE_PX * SIDE_PX);
  for (const at of pixels.keys()) {
    const [row, column] = [Math.floor(at / (2 * SIDE_PX)), at % (2 * SIDE_PX)];
    pixels[at] = greyOf(2 * Math.floor(row / SIDE_PX) + Math.floor(column / SIDE_PX));
  }
  const raw = { width: 2 * SIDE_PX, height: 2 * SIDE_PX, channels: 1 } as const;
  for (const [at, quarters] of QUARTERS.entries()) {
    const taken = await sharp(pixels, { raw })
      .withMetadata({ orientation: at + 1 })
      .jpeg()
      .toBuffer();
    const portrait = Buffer.from(await portraitFrom(taken), 'base64');
    const small = await sharp(portrait).greyscale().resize(2, 2, { kernel: 'nearest' }).raw().toBuffer();
    const seen = [...small].map((grey) => Math.round((grey - greyOf(0)) / 70)).join('');
    t.equal(seen, quarters, `orientation ${at + 1}`);
  }
});

t.test('somebody is registered with their photo, and not at all where it is none', async (t) => {
  const { run, json, folder, file } = await manager(t);
  const path = join(folder, 'small.png');
  await picture(120, 160).png().toFile(path);
  t.match(await run('people', 'add', '--code', '1', '--photo', join(folder, 'missing')), {
    code: 2,
    err: /cannot be read/,
  });
  t.match(await json('people', 'list'), { people: { length: 0 } });
  t.match(await run('people', 'add', '--code', '1', '--photo', path, '--dry-run'), {
    code: 0,
    out: /nothing is saved/,
  });
  t.match(await json('people', 'add', '--code', '1', '--photo', path), { code: '1', version: 2 });
  t.match(await sharp(await photosIn(file, '1')).metadata(), { width: 120, height: 160 }, 'never enlarged');
  t.match(await run('people', 'remove', '1'), { code: 0 });
  t.match(await run('people', 'add', '--code', '1'), { code: 0 });
  t.equal(await photosIn(file, '1'), undefined, 'whoever comes back has none');
});

t.test('what is no photo of a person is refused in one line that names the file', async (t) => {
  const { run, folder, file } = await manager(t);
  await run('people', 'add', '--code', '1');
  const given = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const { code, err } = await run('people', 'photo', '1', '--file', path);
    t.equal(code, 2, name);
    t.equal(err.trim().split('\n').length <= 2, true, err);
    return err;
  };
  t.match(await given('text.jpg', 'no picture'), /text\.jpg: not a photo that can be read/);
  t.match(await given('empty.jpg', ''), /empty\.jpg/);
  const whole = await picture(400, 400).jpeg().toBuffer();
  t.match(await given('cut.jpg', whole.subarray(0, whole.length / 2)), /cut\.jpg: not a photo that can be read/);
  t.match(await given('tiny.png', await picture(20, 400).png().toBuffer()), /64 pixels a side/);
  t.match(await given('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'), /jpeg, png/);
  const claims = sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } });
  t.match(await given('huge.png', await claims.png().toBuffer()), /pixel limit/);
  t.match(await run('people', 'photo', '1'), { code: 2, err: /give one of --file, --remove/ });
  t.match(await run('people', 'photo', '1', '--file', 'x', '--remove'), { code: 2, err: /give one of/ });
  t.match(await run('people', 'photo', '2', '--remove'), { code: 2, err: /nobody has the code 2/ });
  t.match(await run('people', 'photo', '1', '--file', folder), { code: 2, err: /cannot be read/ });
  t.equal(await photosIn(file, '1'), undefined);
});
