// The kernel against its plain reference, on templates of every kind.
import t from 'tap';
import { SLOT } from '../engine/gallery-segment.ts';
import { impressedAgain, moved, seeded, strewn } from '../fixtures/patterns.ts';
import { MAX_PACKED_WORDS, type PackedTemplate, prepare } from '../pack.ts';
import { PlainScreen } from './plain-screen.ts';
import { CHUNK_SLOTS, type SlotChunk } from './screen.ts';
import { openScreen, WasmScreen } from './wasm-screen.ts';

const SLOT_WORDS = SLOT.template + MAX_PACKED_WORDS;

function chunkOf(templates: readonly PackedTemplate[]): SlotChunk {
  const words = new Int32Array(new SharedArrayBuffer(4 * SLOT_WORDS * (templates.length + 1)));
  templates.forEach((template, slot) => {
    words.set(template, (slot + 1) * SLOT_WORDS + SLOT.template);
  });
  return { words, firstWord: SLOT_WORDS, slotWords: SLOT_WORDS, slots: templates.length };
}

const random = seeded(23);
const fingers = Array.from({ length: 40 }, (_, index) => strewn(random, 4 + 2 * index));
const empty = { widthPx: 300, heightPx: 300, dpi: 500, quality: 0, minutiae: [] };
const heap = { ...empty, minutiae: Array.from({ length: 96 }, () => fingers[9]?.minutiae[0]).flatMap((m) => m ?? []) };

t.test('the kernel finds what the plain screen finds', async (t) => {
  const [plain, quick] = [new PlainScreen(), new WasmScreen()];
  const again = fingers.map((finger) => moved(impressedAgain(finger, random), { angle: 2, right: 9, down: 5 }));
  const chunk = chunkOf([...fingers.slice(0, 20), empty, heap, ...again.slice(0, 40)].map(prepare));
  let agreed = 0;
  for (const probe of [...fingers, empty, heap].map(prepare)) {
    plain.begin(probe);
    quick.begin(probe);
    const expected = [...plain.screen(chunk).subarray(0, chunk.slots)];
    const found = [...quick.screen(chunk).subarray(0, chunk.slots)];
    for (const [slot, score] of found.entries()) {
      const near = Math.abs(score - (expected[slot] ?? 0)) <= 0.02 + 0.01 * Math.abs(expected[slot] ?? 0);
      if (near) agreed += 1;
      else t.fail(`slot ${slot}: ${score} where ${expected[slot]} was due`);
    }
  }
  t.equal(agreed, 42 * 62);
});

t.test('what was screened before changes nothing', async (t) => {
  const [fresh, used] = [new WasmScreen(), new WasmScreen()];
  const alike = chunkOf(Array.from({ length: CHUNK_SLOTS }, () => heap).map(prepare));
  used.begin(prepare(heap));
  for (let times = 0; times < 10; times += 1) used.screen(alike);
  const chunk = chunkOf(fingers.map(prepare));
  for (const probe of fingers.slice(10, 20).map(prepare)) {
    fresh.begin(probe);
    used.begin(probe);
    const expected = Float32Array.from(fresh.screen(chunk));
    t.ok(Math.max(...expected) > 0);
    t.strictSame(Float32Array.from(used.screen(chunk)), expected);
  }
});

t.test('of many the right one stands out', async (t) => {
  const screen = openScreen();
  t.ok(screen instanceof WasmScreen, 'WebAssembly with 128-bit registers is there');
  const others = Array.from({ length: CHUNK_SLOTS }, () => strewn(random));
  const chunk = chunkOf(others.map(prepare));
  let first = 0;
  for (const [slot, finger] of others.entries()) {
    screen.begin(prepare(moved(impressedAgain(finger, random), { angle: 4, right: -30, down: 12 })));
    const scores = screen.screen(chunk);
    if (Math.max(...scores) === scores[slot]) first += 1;
  }
  t.ok(first >= 62, `${first} of ${CHUNK_SLOTS}`);
});

t.test('after a search nothing is left of the probe', async (t) => {
  const chunk = chunkOf(fingers.map(prepare));
  for (const screen of [new PlainScreen(), new WasmScreen()]) {
    screen.begin(prepare(fingers[30] ?? empty));
    t.ok(Math.max(...screen.screen(chunk)) > 0);
    screen.end();
    t.equal(Math.max(...screen.screen(chunk)), 0);
  }
});
