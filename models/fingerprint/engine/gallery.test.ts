// The gallery without threads: what a scan sees while the gallery changes, and what is left of a removed template.
import t from 'tap';
import { Comparator } from '../compare.ts';
import { fuseImpressions } from '../comparison/fuse-impressions.ts';
import { prepare } from '../pack.ts';
import { openScreen } from '../screening/wasm-screen.ts';
import { synthesiseTemplates } from '../synthesis/index.ts';
import { type FingerKey, Gallery } from './gallery.ts';
import { type ScanResult, scan } from './scan.ts';
import { SearchBoard } from './search-board.ts';
import type { GallerySnapshot } from './slot-store.ts';

const packed = (finger: number, impressions = [0, 1]): ReturnType<typeof prepare>[] =>
  synthesiseTemplates({ seed: 11, finger }, impressions).map(prepare);
const probeOf = (finger: number): ReturnType<typeof prepare> => packed(finger, [5])[0] ?? prepare({ ...EMPTY });
const EMPTY = { widthPx: 1, heightPx: 1, dpi: 500, quality: 0, minutiae: [] };
const key = (subject: string): FingerKey => ({ subject, finger: 'right-index' });
const comparator = new Comparator();
const tools = { comparator, screen: openScreen() };
const search = (finger: number, snapshot: GallerySnapshot): ScanResult =>
  scan(probeOf(finger), { ...snapshot, board: new SearchBoard(1).buffer }, tools);
const wordsOf = ({ segments }: GallerySnapshot): number =>
  segments.reduce((sum, { buffer }) => sum + new Int32Array(buffer).filter((word) => word !== 0).length, 0);

t.test('whoever is enrolled is found, with what all of their impressions say', (t) => {
  const gallery = new Gallery(10);
  gallery.put(key('anan'), packed(1));
  gallery.put(key('boon'), packed(2));
  gallery.put({ subject: 'boon', finger: 'left-index' }, packed(3));
  t.strictSame(
    ['anan', 'boon', 'chai'].map((subject) => gallery.fingersOf(subject)),
    [1, 2, 0],
  );
  const { hits, comparisons } = search(2, gallery.snapshot());
  t.equal(comparisons, 6);
  t.strictSame(hits[0] && gallery.keyOf(hits[0]), key('boon'));
  const together = fuseImpressions(packed(2).map((template) => comparator.compare(probeOf(2), template)));
  t.equal(hits[0]?.score, together);
  t.equal(hits.filter(({ subject }) => subject === hits[0]?.subject).length, 1, 'a subject is named once');
  t.end();
});

t.test('impressions of all sizes are found together, wherever they lie', (t) => {
  const gallery = new Gallery(10);
  const [whole, other] = synthesiseTemplates({ seed: 11, finger: 2 }, [0, 1]);
  if (whole === undefined || other === undefined) throw new Error('two impressions are needed');
  const cut = { ...whole, minutiae: whole.minutiae.slice(0, 8) };
  const impressions = [cut, other, whole].map(prepare);
  gallery.put(key('anan'), packed(1));
  gallery.put(key('boon'), impressions);
  const snapshot = gallery.snapshot();
  t.ok(new Set(snapshot.segments.map(({ slotWords }) => slotWords)).size > 1, 'they lie in different segments');
  const together = fuseImpressions(impressions.map((template) => comparator.compare(probeOf(2), template)));
  t.equal(search(2, snapshot).hits[0]?.score, together);
  t.end();
});

t.test('a scan that began before a change sees the gallery as it was, later ones as it is', (t) => {
  const gallery = new Gallery(10);
  gallery.put(key('anan'), packed(1));
  const before = gallery.snapshot();
  gallery.put(key('anan'), packed(2));
  gallery.put(key('boon'), packed(3));
  const after = gallery.snapshot();
  t.ok((search(1, before).hits[0]?.score ?? 0) > 2 * (search(2, before).hits[0]?.score ?? 0));
  t.equal(search(1, before).comparisons, 2);
  t.ok((search(2, after).hits[0]?.score ?? 0) > 2 * (search(1, after).hits[0]?.score ?? 0));
  t.equal(search(1, after).comparisons, 4);
  t.equal(gallery.templates, 4);
  t.equal(gallery.fingers, 2);
  t.end();
});

t.test('a removed template stays as long as a scan may read it, then nothing is left of it', (t) => {
  const gallery = new Gallery(10);
  gallery.put(key('anan'), packed(1));
  const reading = gallery.snapshot();
  t.equal(gallery.remove('anan'), true);
  t.equal(search(1, reading).comparisons, 2, 'the scan under way still compares');
  const [hit] = search(1, reading).hits;
  t.equal(hit && gallery.keyOf(hit), undefined, 'but nobody is found');
  t.ok(wordsOf(reading) > 0);
  gallery.release(reading);
  t.equal(wordsOf(reading), 0, 'wiped');
  t.equal(gallery.remove('anan'), false);
  t.end();
});

t.test('freed slots are used again and the gallery does not grow', (t) => {
  const gallery = new Gallery(4);
  const templates = packed(1);
  gallery.put(key('anan'), templates);
  const { bytes } = gallery;
  for (let round = 0; round < 2000; round += 1) gallery.put(key('anan'), templates.slice(0, 1 + (round % 2)));
  t.equal(gallery.bytes, bytes);
  t.equal(search(1, gallery.snapshot()).comparisons, 2);
  t.end();
});

t.test('a full gallery refuses and keeps what it has', (t) => {
  const gallery = new Gallery(3);
  gallery.put(key('anan'), packed(1));
  t.throws(() => gallery.put(key('boon'), packed(2)), { code: 'GALLERY_FULL', context: { capacity: 3, templates: 4 } });
  t.equal(gallery.fingers, 1);
  t.equal(gallery.subject('boon'), undefined);
  gallery.put(key('anan'), packed(2, [0, 1, 2]));
  t.equal(gallery.templates, 3, 'replacing counts what is replaced');
  t.end();
});

t.test('a stopped board ends a scan at its next chunk', (t) => {
  const gallery = new Gallery(10);
  gallery.put(key('anan'), packed(1));
  const board = new SearchBoard(1);
  board.stop();
  t.equal(scan(probeOf(1), { ...gallery.snapshot(), board: board.buffer }, tools).comparisons, 0);
  t.end();
});
