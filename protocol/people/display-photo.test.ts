// The photo of a person as the fleet tells a terminal of it: small, a JPEG, and nothing to those who have none.
import t from 'tap';
import { type DesiredPerson, desiredPersonSchema, digestOfPerson } from './desired-person.ts';
import { displayPhoto, MOST_PHOTO_BYTES } from './display-photo.ts';
import { type BlankJpeg, blankJpeg } from './fixtures/blank-jpeg.ts';

const HEADERS_BYTES = blankJpeg('').length;
const jpeg = (bytes: number): string => blankJpeg(Buffer.alloc(bytes - HEADERS_BYTES)).toString('base64');

const PERSON: DesiredPerson = {
  ...{ id: 'p'.repeat(22), code: '007', nameTh: 'น้ำฝน', nameEn: 'Namfon', title: '', unit: '', group: '' },
  ...{ active: true, validFromMs: null, validUntilMs: null, rights: [], fingers: [] },
};

/** As terminals and fleets of before count it: a change here has everybody sent anew. */
const DIGEST_OF_BEFORE = '0f5d34c12653211a53b0cf58c257b74eff87f2770d03d793afae92e6701b1984';

t.test('whoever has no photo has the digest that they had before there were any', async (t) => {
  t.equal(digestOfPerson(desiredPersonSchema.parse(PERSON)), DIGEST_OF_BEFORE);
  t.not(digestOfPerson({ ...PERSON, photo: jpeg(15) }), DIGEST_OF_BEFORE);
  t.not(digestOfPerson({ ...PERSON, photo: jpeg(15) }), digestOfPerson({ ...PERSON, photo: jpeg(18) }));
  t.throws(() => desiredPersonSchema.parse({ ...PERSON, photo: null }), 'none is said by leaving it out');
});

t.test('a photo is a JPEG of 24 KiB at most', async (t) => {
  t.equal(displayPhoto.safeParse(jpeg(MOST_PHOTO_BYTES)).success, true);
  const none = [jpeg(MOST_PHOTO_BYTES + 3), '', '/9j/ /9j', 'iVBORw0KGgo=', '/9j', 5, null, Buffer.from('/9j/')];
  for (const value of none) t.equal(displayPhoto.safeParse(value).success, false, String(value).slice(0, 12));
});

t.test('what says that it is larger than a portrait, or is another kind of picture, is none', async (t) => {
  const isTaken = (like: BlankJpeg): boolean =>
    displayPhoto.safeParse(blankJpeg('rest', like).toString('base64')).success;
  t.ok(isTaken({ widthPx: 640, heightPx: 640 }));
  t.ok(isTaken({ marker: 0xc2, components: 1 }), 'progressive, grey');
  for (const like of [
    { widthPx: 65_500, heightPx: 65_500 },
    { heightPx: 641 },
    { widthPx: 0 },
    { bits: 12 },
    { components: 4 },
    { marker: 0xc9 },
    { marker: 0xe1 },
    { marker: 0xda },
  ])
    t.notOk(isTaken(like), JSON.stringify(like));
  const cut = blankJpeg('').subarray(0, 9).toString('base64');
  t.notOk(displayPhoto.safeParse(cut).success, 'cut within its header');
});
