// Data objects of cards: what is read, and what cut and hostile ones come to.
import t from 'tap';
import { isFault } from '../base/index.ts';
import { encodeDataObject, readDataObjects, valueWithTag } from './index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const read = (bytes: string) => readDataObjects(hex(bytes)).map(({ tag, value }) => [tag.toString(16), text(value)]);

t.test('objects are read one after another, with tags and lengths of one byte and more', async (t) => {
  t.strictSame(read(''), []);
  t.strictSame(read('8200 8103 616263'), [
    ['82', ''],
    ['81', '616263'],
  ]);
  t.strictSame(read('5fc105 02 aabb 7f4981 01 cc'), [
    ['5fc105', 'aabb'],
    ['7f49', 'cc'],
  ]);
  t.strictSame(read(`5382 0100 ${'5a'.repeat(256)}`), [['53', '5a'.repeat(256)]]);
  t.equal(valueWithTag(readDataObjects(hex('8101aa 8101bb')), 0x81)?.[0], 0xaa, 'the first counts');
  t.equal(valueWithTag(readDataObjects(hex('8101aa')), 0x82), undefined);
});

t.test('what is written is read again, at every border of its length', async (t) => {
  for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff]) {
    const value = new Uint8Array(length).fill(0x5a);
    const [object] = readDataObjects(encodeDataObject(0x5fc105, value));
    t.equal(object?.tag, 0x5fc105);
    t.equal(text(object?.value), text(value));
  }
  t.equal(text(encodeDataObject(0x82, new Uint8Array())), '8200');
  t.equal(text(encodeDataObject(0x53, new Uint8Array(0x80))).slice(0, 6), '538180');
  t.throws(() => encodeDataObject(0x53, new Uint8Array(0x10000)), RangeError);
});

t.test('cut objects, endless tags and lengths that no card has are faults, without a byte of them', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['81', 'PROTOCOL_TRUNCATED'],
    ['5f', 'PROTOCOL_TRUNCATED'],
    ['5fc1', 'PROTOCOL_TRUNCATED'],
    ['8102 aa', 'PROTOCOL_TRUNCATED'],
    ['53 82 01', 'PROTOCOL_TRUNCATED'],
    ['53 82 ffff aa', 'PROTOCOL_TRUNCATED'],
    ['8200 8103 6162', 'PROTOCOL_TRUNCATED'],
    ['5f 81 81 81 01 aa', 'PROTOCOL_MALFORMED'],
    ['53 80 aabb 0000', 'PROTOCOL_MALFORMED'],
    ['53 84 7fffffff', 'PROTOCOL_MALFORMED'],
    ['53 ff', 'PROTOCOL_MALFORMED'],
  ];
  for (const [bytes, code] of cases)
    try {
      readDataObjects(hex(bytes));
      t.fail(`${bytes} was read`);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      t.equal(fault.code, code, bytes);
    }
});

t.test('any bytes at all are read or refused', async (t) => {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >> 15;
  };
  let refused = 0;
  for (let round = 0; round < 5000; round += 1) {
    const bytes = Uint8Array.from({ length: random() % 40 }, () => random() & 0xff);
    try {
      const objects = readDataObjects(bytes);
      if (objects.reduce((sum, { value }) => sum + value.length, 0) > bytes.length) t.fail('more than there is');
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      refused += 1;
    }
  }
  t.ok(refused > 1000);
});
