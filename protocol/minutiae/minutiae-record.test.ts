// ISO/IEC 19794-2:2005 records: a known one byte by byte, round trips, and whatever a hostile file may hold.

import t from 'tap';
import { isFault } from '../base/index.ts';
import type { FingerTemplate } from './finger-template.ts';
import { decodeFingerMinutiae, encodeFingerMinutiae } from './minutiae-record.ts';

const template: FingerTemplate = {
  widthPx: 388,
  heightPx: 374,
  dpi: 500,
  quality: 80,
  minutiae: [
    { x: 10, y: 20, angle: Math.PI / 2, kind: 'ending', quality: 90 },
    { x: 300, y: 373, angle: 0, kind: 'bifurcation', quality: 60 },
    { x: 100, y: 200, angle: Math.PI, kind: 'other', quality: 0 },
  ],
};

t.test('a record is written as the standard lays it out', async (t) => {
  const hex = Buffer.from(encodeFingerMinutiae(template, { position: 'right-index' })).toString('hex');
  t.equal(
    hex,
    [
      '464d5200',
      '20323000',
      '00000030',
      '0000',
      '0184',
      '0176',
      '00c5',
      '00c5',
      '01',
      '00',
      '02005003',
      '400a0014405a',
      '812c0175003c',
      '006400c88000',
      '0000',
    ].join(''),
  );
});

t.test('what was written is read again, also at other resolutions', async (t) => {
  t.strictSame(decodeFingerMinutiae(encodeFingerMinutiae(template)), template);
  for (const dpi of [250, 464, 500, 508, 569, 1000])
    t.equal(Math.abs(decodeFingerMinutiae(encodeFingerMinutiae({ ...template, dpi })).dpi - dpi) <= 1, true, `${dpi}`);
});

t.test('fractions are rounded, angles wrap, and of too many minutiae the best are kept', async (t) => {
  const many = Array.from({ length: 300 }, (_, index) => ({
    x: index + 0.4,
    y: 10.6,
    angle: 2 * Math.PI - 0.001,
    kind: 'ending' as const,
    quality: index % 101,
  }));
  const { minutiae } = decodeFingerMinutiae(encodeFingerMinutiae({ ...template, minutiae: many }));
  t.equal(minutiae.length, 255);
  t.match(minutiae[0], { y: 11, angle: 0, quality: 100 });
});

const refusal = (bytes: Uint8Array): unknown => {
  try {
    return decodeFingerMinutiae(bytes);
  } catch (error) {
    return error;
  }
};

t.test('a record that is not one is refused with the reason', async (t) => {
  const good = encodeFingerMinutiae(template);
  const changed = (at: number, ...bytes: number[]): Uint8Array => {
    const copy = Uint8Array.from(good);
    copy.set(bytes, at);
    return copy;
  };
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(0), 'not a finger minutiae record'],
    [Buffer.from('FMR\0 20\0'), 'cut off'],
    [Buffer.from('FMR\x00030\0'.padEnd(40, '\0')), 'version "030", only " 20" is read'],
    [good.subarray(0, 40), '40 bytes where its header says 48'],
    [changed(8, 0, 48, 0, 27), 'an ANSI/INCITS 378-2004 record'],
    [changed(14, 0, 0), 'an image without area'],
    [changed(18, 0, 0, 0, 0), 'a resolution that no sensor has'],
    [changed(18, 0, 197, 0, 100), 'a resolution that no sensor has'],
    [changed(22, 0), 'no finger view'],
    [changed(27, 200), 'minutiae beyond its end'],
    [changed(28, 0x7f, 0xff), 'a minutia outside the image'],
  ];
  for (const [bytes, why] of cases) t.match(refusal(bytes), { code: 'TEMPLATE_MALFORMED', context: { why } }, why);
});

t.test('mutated records are read or refused, never anything else', async (t) => {
  let state = 20_260_417;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const good = encodeFingerMinutiae(template);
  let read = 0;
  const strange: Error[] = [];
  for (let round = 0; round < 5000; round += 1) {
    const bytes = Uint8Array.from(good.subarray(0, random(4) === 0 ? random(good.length + 1) : good.length));
    for (let change = random(4); change > 0 && bytes.length > 0; change -= 1) bytes[random(bytes.length)] = random(256);
    const outcome = refusal(bytes);
    if (!(outcome instanceof Error)) read += 1;
    else if (!isFault(outcome, 'TEMPLATE_MALFORMED')) strange.push(outcome);
  }
  t.strictSame(strange, []);
  t.ok(read > 500, `${read} were still readable`);
});
