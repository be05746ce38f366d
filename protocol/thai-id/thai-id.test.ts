// The Thai ID card's text, numbers, dates and read plan, without a card.
import t from 'tap';
import {
  checkDigitOf,
  decodeTis620,
  encodeTis620,
  formatAtr,
  formatCitizenNumber,
  formatName,
  formatPartialDate,
  getResponseP2s,
  hasExpired,
  isCitizenNumber,
  isDamagedText,
  maskCitizenNumber,
  parseAddress,
  parseExpiry,
  parseName,
  parseThaiDate,
  photoReads,
  planReads,
  type ThaiIdFileField,
  thaiIdFields,
  writeExpiry,
} from './index.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

t.test('TIS-620 is the standard, not windows-874', async (t) => {
  t.equal(decodeTis620(bytes(0xa1, 0xda, 0xdf, 0xfb, 0x41)), 'กฺ฿๛A');
  for (const undefinedByte of [0x80, 0x85, 0xa0, 0xdb, 0xde, 0xfc, 0xff])
    t.ok(isDamagedText(decodeTis620(bytes(undefinedByte))), undefinedByte.toString(16));
  const thai = 'นางสาว#สมศรี##ตัวอย่างดี';
  t.equal(decodeTis620(encodeTis620(thai)), thai);
  t.throws(() => encodeTis620('é'), RangeError);
  const known = Array.from({ length: 256 }, (_, byte) => decodeTis620(bytes(byte))).filter((c) => !isDamagedText(c));
  t.equal(known.length, 128 + 58 + 29);
});

t.test('a citizen number has a check digit, and is shown masked', async (t) => {
  const number = '1234567890121';
  t.equal(checkDigitOf(number), 1);
  if (!isCitizenNumber(number)) throw new Error('the published example is right');
  t.equal(formatCitizenNumber(number), '1-2345-67890-12-1');
  t.equal(maskCitizenNumber(number), 'X-XXXX-XXXXX-12-1');
  for (const wrong of ['1234567890122', '123456789012', '12345678901211', '１234567890121', '', '123456789012x'])
    t.notOk(isCitizenNumber(wrong), wrong);
  t.equal(Array.from({ length: 10 }, (_, digit) => `123456789012${digit}`).filter(isCitizenNumber).length, 1);
});

t.test('a date may lack day and month, be for life, or be none', async (t) => {
  t.strictSame(parseThaiDate('25280417'), { year: 1985, month: 4, day: 17 });
  t.strictSame(parseThaiDate('25280400'), { year: 1985, month: 4 });
  t.strictSame(parseThaiDate('24910000'), { year: 1948 });
  for (const nothing of ['00000000', '        ', '\0\0\0\0\0\0\0\0']) t.equal(parseThaiDate(nothing), 'unknown');
  for (const none of ['25281317', '25280431', '2528041', '2528O417', '99999999', '00010101', 'ABCDEFGH'])
    t.equal(parseThaiDate(none), undefined, none);
  t.strictSame(parseThaiDate('25430229'), { year: 2000, month: 2, day: 29 });
  t.equal(parseExpiry('99999999'), 'for-life');
  for (const text of ['99999999', '00000000', '25721231', '25720000']) {
    const expiry = parseExpiry(text);
    t.equal(expiry && writeExpiry(expiry), text);
  }
  t.equal(formatPartialDate({ year: 1985, month: 4 }), '1985-04');
  t.equal(formatPartialDate({ year: 1948 }), '1948');
});

t.test('a card is good throughout its last day, Thai time', async (t) => {
  const expiry = { year: 2026, month: 11, day: 29 };
  t.equal(hasExpired(expiry, Date.UTC(2026, 10, 29, 16, 59)), false, '23:59 in Bangkok');
  t.equal(hasExpired(expiry, Date.UTC(2026, 10, 29, 17, 0)), true, 'midnight in Bangkok');
  t.equal(hasExpired({ year: 2026 }, Date.UTC(2026, 11, 31, 12)), false);
  t.equal(hasExpired({ year: 2026, month: 10 }, Date.UTC(2026, 10, 1)), true);
  t.equal(hasExpired({ year: 2025, month: 12, day: 31 }, Date.UTC(2026, 0, 5)), true);
  t.equal(hasExpired('for-life', Date.UTC(2100, 0, 1)), false);
  t.equal(hasExpired('unknown', 0), 'unknown');
});

t.test('names and addresses are cut at their parts, whatever is missing', async (t) => {
  t.strictSame(parseName('นาย#อนันต์#ก้อง#สาธิตกุล'), {
    title: 'นาย',
    first: 'อนันต์',
    middle: 'ก้อง',
    last: 'สาธิตกุล',
  });
  t.equal(formatName(parseName('นางสาว#สมศรี##ตัวอย่างดี')), 'นางสาวสมศรี ตัวอย่างดี');
  t.equal(formatName(parseName('Mr.#Anan#Kong#Sathitkul')), 'Mr. Anan Kong Sathitkul');
  t.strictSame(parseName('Anan'), { title: 'Anan', first: '', middle: '', last: '' });
  const whole = parseAddress('99/1#หมู่ที่ 2#ตรอก#ซอย#ถนน#ตำบล#อำเภอ#จังหวัด');
  t.match(whole, { houseNumber: '99/1', lane: 'ตรอก', road: 'ถนน', subdistrict: 'ตำบล', province: 'จังหวัด' });
  const seven = parseAddress('7#หมู่ที่ 1###ตำบล#อำเภอ#จังหวัด');
  t.match(seven, { houseNumber: '7', road: '', subdistrict: 'ตำบล', district: 'อำเภอ', province: 'จังหวัด' });
  t.match(parseAddress('1#2#3#4#5#6#7#8#9#10'), { road: '5 6 7', subdistrict: '8', province: '10' });
  t.match(parseAddress('จังหวัด'), { raw: 'จังหวัด', province: 'จังหวัด', houseNumber: '' });
});

const FIELDS = Object.keys(thaiIdFields) as ThaiIdFileField[];

t.test('every choice of fields is read whole, and no byte of any other field, nor the religion', async (t) => {
  for (let choice = 0; choice < 2 ** FIELDS.length; choice += 1) {
    const fields = FIELDS.filter((_, index) => choice & (1 << index));
    const wanted = new Set(fields.flatMap((field) => offsetsOf(thaiIdFields[field])));
    const read = planReads(fields).flatMap(offsetsOf);
    const isExact = read.length === wanted.size && read.every((offset) => wanted.has(offset));
    if (!isExact || read.includes(0x177) || read.includes(0x178)) t.fail(`${fields}`);
  }
  t.notOk(
    photoReads.flatMap(offsetsOf).some((offset) => offset < 0x17b),
    'nor with the photo',
  );
});

t.test('neighbours are read together', async (t) => {
  t.strictSame(planReads(FIELDS), [
    { offset: 0x0004, length: 222 },
    { offset: 0x00f6, length: 100 },
    { offset: 0x0167, length: 16 },
    { offset: 0x1579, length: 174 },
  ]);
  t.strictSame(planReads(['nameEnglish', 'citizenNumber', 'nameEnglish']), [
    { offset: 0x0004, length: 13 },
    { offset: 0x0075, length: 100 },
  ]);
  t.strictSame(planReads([]), []);
  t.equal(photoReads.length, 21);
  t.strictSame(photoReads.at(-1), { offset: 0x153b + 0x18, length: 38 });
  t.equal(
    photoReads.reduce((sum, { length }) => sum + length, 0),
    5118,
  );
});

t.test('the answer to reset tells how the card wants to be asked, or both ways are tried', async (t) => {
  t.strictSame(getResponseP2s(bytes(0x3b, 0x67, 0x00)), [1]);
  t.strictSame(getResponseP2s(bytes(0x3b, 0x79, 0x96)), [0]);
  t.strictSame(getResponseP2s(bytes(0x3b, 0xff)), [0, 1]);
  t.strictSame(getResponseP2s(bytes()), [0, 1]);
  t.equal(formatAtr(bytes(0x3b, 0x07)), '3b 07');
});

function offsetsOf({ offset, length }: { readonly offset: number; readonly length: number }): readonly number[] {
  return Array.from({ length }, (_, index) => offset + index);
}
