// A change cut into parts: none too heavy to arrive, nobody left out, nobody twice.
import t from 'tap';
import { MOST_PARTS, PART_BYTES } from '../../../protocol/index.ts';
import { Transfer } from './transfer.ts';

const state = { revision: 2, hash: 'a'.repeat(64), people: 1 };
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `id-${at}`);
const cut = (put: readonly string[], bytesEach: number, remove: readonly string[] = []): Transfer =>
  new Transfer({ from: null, to: state, put, remove }, new Map(put.map((id) => [id, bytesEach])));
const peopleIn = (transfer: Transfer): readonly string[] =>
  Array.from({ length: transfer.parts }, (_, at) => transfer.whomIn(at + 1)).flat();

t.test('each part weighs what it may, whatever a person weighs', (t) => {
  for (const bytes of [0, 4000, 90_000, PART_BYTES - 600, 2 * PART_BYTES]) {
    const transfer = cut(ids(300), bytes);
    t.strictSame(peopleIn(transfer), ids(300), `${bytes} bytes each`);
    for (let part = 1; part <= transfer.parts; part += 1) {
      const { length } = transfer.whomIn(part);
      t.ok(length === 1 || length * (bytes + 600) <= PART_BYTES, `${length} in a part`);
    }
  }
  t.end();
});

t.test('there are never more parts than may be', (t) => {
  const transfer = cut(ids(20_000), PART_BYTES - 600);
  t.ok(transfer.parts <= MOST_PARTS);
  t.equal(peopleIn(transfer).length, 20_000);
  t.end();
});

t.test('tombstones, and a change that changes nobody, have parts too', (t) => {
  const contents = { put: [], offlineForMs: null, challenge: 'c'.repeat(22) };
  const gone = cut([], 0, ids(12_000));
  t.strictSame(Array.from({ length: gone.parts }, (_, at) => gone.part(at + 1, contents).remove).flat(), ids(12_000));
  const nothing = cut([], 0);
  t.match(nothing.part(1, contents), { part: 1, parts: 1, put: [], remove: [], to: state });
  t.end();
});
