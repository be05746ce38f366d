import t from 'tap';
import { KioskError } from '../base/index.ts';
import type { FingerTemplate } from './finger-template.ts';
import { decodeFingerMinutiae, encodeFingerMinutiae } from './iso-record.ts';
import { RIDGE_SAMPLE, type RidgeMap } from './ridge-map.ts';

const template: FingerTemplate = {
  widthPx: 388,
  heightPx: 374,
  dpi: 500,
  quality: 77,
  minutiae: [
    { x: 10, y: 20, angle: 0, kind: 'ending', quality: 90 },
    { x: 300, y: 1, angle: Math.PI / 2, kind: 'bifurcation', quality: 40 },
    { x: 0, y: 373, angle: (255 / 256) * 2 * Math.PI, kind: 'other', quality: 0 },
  ],
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

t.test('a record has the bytes that ISO/IEC 19794-2:2005 prescribes', async (t) => {
  const bytes = encodeFingerMinutiae(template, { position: 'right-index' });
  t.equal(hex(bytes.subarray(0, 24)), '464d5200203230000000003000000184017600c500c50100');
  t.equal(hex(bytes.subarray(24, 28)), '02004d03', 'right index, live plain, quality, count');
  t.equal(hex(bytes.subarray(28, 34)), '400a0014005a', 'ending at 10, 20 to the right');
  t.equal(hex(bytes.subarray(34, 40)), '812c00014028', 'bifurcation at 300, 1 upwards: 64 units of 360/256 degrees');
  t.equal(hex(bytes.subarray(46)), '0000', 'no extended data');
});

t.test('what was written is read again', async (t) => {
  t.strictSame(decodeFingerMinutiae(encodeFingerMinutiae(template)), template);
  t.strictSame(decodeFingerMinutiae(encodeFingerMinutiae({ ...template, minutiae: [] })).minutiae, []);
});

t.test('every dpi of common sensors survives the unit of pixels per centimetre within one per cent', async (t) => {
  for (const dpi of [250, 363, 500, 508, 512, 569, 1000])
    t.ok(Math.abs(decodeFingerMinutiae(encodeFingerMinutiae({ ...template, dpi })).dpi / dpi - 1) < 0.01, `${dpi}`);
});

t.test('a record that lies about itself is refused with what is wrong', async (t) => {
  const broken = (change: (bytes: Uint8Array) => Uint8Array | undefined): unknown => {
    const bytes = encodeFingerMinutiae(template);
    try {
      return decodeFingerMinutiae(change(bytes) ?? bytes);
    } catch (error) {
      return error instanceof KioskError && error.code === 'TEMPLATE_MALFORMED' ? error.context['problem'] : error;
    }
  };
  const set =
    (at: number, ...values: number[]) =>
    (bytes: Uint8Array) =>
      void bytes.set(values, at);
  t.equal(
    broken(() => new Uint8Array()),
    'is too short',
  );
  t.equal(
    broken((bytes) => bytes.subarray(0, 40)),
    'states another length than it has',
  );
  t.equal(broken(set(0, 0x50)), 'is not an ISO/IEC 19794-2:2005 record');
  t.equal(broken(set(22, 0)), 'holds no finger view');
  t.equal(broken(set(27, 255)), 'ends before its minutiae');
  t.equal(broken(set(18, 0, 0)), 'states no usable resolution');
  t.equal(broken(set(14, 0, 0)), 'has no size');
  t.match(broken(set(8, 0, 48)), /ANSI INCITS 378/);
});

t.test('a template that does not fit the format is refused', async (t) => {
  const [minutia] = template.minutiae;
  const many = Array.from(
    { length: 256 },
    () => minutia ?? { x: 0, y: 0, angle: 0, kind: 'other' as const, quality: 0 },
  );
  for (const wrong of [{ minutiae: many }, { widthPx: 20_000 }, { dpi: 0 }])
    t.throws(() => encodeFingerMinutiae({ ...template, ...wrong }), { code: 'TEMPLATE_MALFORMED' });
});

/** Every third sample known, with values from all of its bits. */
const ridges: RidgeMap = {
  columns: 5,
  rows: 3,
  samples: Uint16Array.from({ length: 15 }, (_, at) =>
    at % 3 === 0 ? RIDGE_SAMPLE.present | ((at * 2311) & 0x7fff) : 0,
  ),
};

t.test('a map of the ridges travels in an extended data area, which other engines pass over', async (t) => {
  const bytes = encodeFingerMinutiae({ ...template, ridges });
  t.strictSame(decodeFingerMinutiae(bytes), { ...template, ridges });
  t.equal(hex(bytes.subarray(46, 52)), '001401520010', 'one area: 4 bytes and 16 of data');
  const strange = bytes.slice();
  strange.set([0x01, 0x53], 48);
  t.strictSame(decodeFingerMinutiae(strange), template, 'an area of another type');
  const later = bytes.slice();
  later[52] = 2;
  t.strictSame(decodeFingerMinutiae(later), template, 'a layout of later days');
});

t.test('extended data of others that do not fit together cost no minutia', async (t) => {
  const bytes = encodeFingerMinutiae({ ...template, ridges });
  bytes.set([0x01, 0x53], 48);
  for (const [at, ...values] of [
    [50, 0, 0],
    [50, 0, 20],
    [50, 0xff, 0xff],
    [46, 0, 3],
    [46, 0, 19],
    [46, 0xff, 0xff],
  ] as const) {
    const strange = bytes.slice();
    strange.set(values, at);
    t.strictSame(decodeFingerMinutiae(strange), template, `${at}: ${values}`);
  }
});

t.test('our ridge map comes after an area of another vendor as well', async (t) => {
  const bytes = encodeFingerMinutiae({ ...template, ridges });
  const foreign = [0x01, 0x53, 0, 3, 7, 8, 9];
  const both = Uint8Array.from([...bytes.subarray(0, 48), ...foreign, ...bytes.subarray(48)]);
  const view = new DataView(both.buffer);
  view.setUint32(8, both.length);
  view.setUint16(46, both.length - 48);
  t.strictSame(decodeFingerMinutiae(both), { ...template, ridges });
});

/** Whatever an engine notes: the record does not look into it. */
const codes = Uint8Array.from({ length: 54 }, (_, at) => (at * 41) & 0xff);

t.test('codes travel after the ridge map, as they are and in bytes of their own', async (t) => {
  for (const extras of [{ codes }, { ridges, codes }]) {
    const bytes = encodeFingerMinutiae({ ...template, ...extras });
    const read = decodeFingerMinutiae(bytes);
    t.strictSame(read, { ...template, ...extras });
    t.equal(hex(bytes.subarray(-58, -54)), '01540036', 'an area of 54 bytes');
    bytes.fill(0);
    t.strictSame(read.codes, codes, 'wiping the record leaves them');
  }
  t.throws(() => encodeFingerMinutiae({ ...template, codes: new Uint8Array(0xfffc) }), { code: 'TEMPLATE_MALFORMED' });
});

t.test('codes that the extended data end before cost no minutia', async (t) => {
  const bytes = encodeFingerMinutiae({ ...template, ridges, codes });
  for (const length of [55, 0xffff]) {
    const broken = bytes.slice();
    new DataView(broken.buffer).setUint16(bytes.length - 56, length);
    t.strictSame(decodeFingerMinutiae(broken), { ...template, ridges }, `${length}`);
  }
});

t.test('a ridge map that does not fit together is refused', async (t) => {
  const bytes = encodeFingerMinutiae({ ...template, ridges });
  const cases: readonly (readonly [number, readonly number[], RegExp])[] = [
    [46, [0, 19], /end before/],
    [50, [0, 15], /another length than it states/],
    [50, [0, 17], /end before/],
    [54, [6], /another length than it states/],
    [54, [0], /another length than it states/],
    [56, [0xff], /another length than it states/],
  ];
  for (const [at, values, problem] of cases) {
    const broken = bytes.slice();
    broken.set(values, at);
    t.throws(() => decodeFingerMinutiae(broken), { code: 'TEMPLATE_MALFORMED', context: { problem } }, `${at}`);
  }
  for (const wrong of [
    { ...ridges, columns: 4 },
    { ...ridges, columns: 0, samples: new Uint16Array() },
  ])
    t.throws(() => encodeFingerMinutiae({ ...template, ridges: wrong }), { code: 'TEMPLATE_MALFORMED' });
});
