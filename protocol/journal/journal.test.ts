// The journal's language against published and hand-computed values, and against every kind of tampering.
import t from 'tap';
import { canonicalJson } from '../base/index.ts';
import {
  type ChainPoint,
  CLASS_OF_EVENT,
  chainHash,
  GENESIS,
  type JournalEntry,
  type JournalPayload,
  journalEntrySchema,
  journalPayloadSchema,
  payloadHash,
  verifyChain,
} from './index.ts';

const started = (detail: string): JournalPayload => ({ event: 'service', what: 'started', version: '1.2.3', detail });

function link(payload: JournalPayload, before: ChainPoint, seq = before.seq + 1): JournalEntry {
  const header = {
    journalId: 'a-journal',
    seq,
    class: CLASS_OF_EVENT[payload.event],
    bootId: 'a-boot',
    utcMs: 1_793_581_200_000 + seq,
    monotonicMs: seq,
    clockState: 'synced',
    payloadHash: payloadHash(payload),
    previous: before.hash,
  } as const;
  return { ...header, payload, hash: chainHash(header) };
}

function chainOf(length: number): readonly [JournalEntry, JournalEntry, JournalEntry, ...JournalEntry[]] {
  const first = link(started('1'), GENESIS);
  const second = link(started('2'), first);
  const third = link(started('3'), second);
  const rest: JournalEntry[] = [];
  for (let last = third; rest.length < length - 3; rest.push(last)) last = link(started(`${last.seq + 1}`), last);
  return [first, second, third, ...rest];
}

t.test('canonical JSON is what RFC 8785 prints', async (t) => {
  const published = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`;
  t.equal(
    canonicalJson(JSON.parse(published)),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    'section 3.2.2',
  );
  const unsorted = {
    '\u20ac': 'Euro',
    '\r': 'CR',
    '\ufb33': 'Dalet',
    '1': 'One',
    '\ud83d\ude00': 'Smile',
    '\u0080': 'Ctl',
    '\u00f6': 'O',
  };
  t.strictSame(
    [...canonicalJson(unsorted).matchAll(/:"(\w+)"/g)].map(([, name]) => name),
    ['CR', 'One', 'Ctl', 'O', 'Euro', 'Smile', 'Dalet'],
    'section 3.2.3: by UTF-16 code units',
  );
  t.equal(canonicalJson(-0), '0');
});

t.test('every character stands in canonical JSON as JSON has it, whatever it is', async (t) => {
  const differing: number[] = [];
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = `a${String.fromCharCode(unit)}b`;
    const isHalf = unit >= 0xd800 && unit <= 0xdfff;
    if (!isHalf && canonicalJson(text) !== JSON.stringify(text)) differing.push(unit);
  }
  t.strictSame(differing, []);
});

t.test('what JSON cannot carry is refused, not hashed as something else', async (t) => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, '\ud83d', { a: undefined }, [Symbol('a')]])
    t.throws(() => canonicalJson(value), TypeError);
});

t.test('a Thai name survives byte for byte, combining marks and all', async (t) => {
  const text = 'น้ำฝน ศรีสุวรรณ์ — e\u0301';
  const canonical = canonicalJson({ text });
  t.equal(canonical, `{"text":"${text}"}`);
  t.equal(JSON.parse(canonical).text, text);
  t.not(payloadHash({ text }), payloadHash({ text: text.normalize('NFC') }), 'nothing is normalised on the way');
});

t.test('the hashes of an entry are those that sha256sum prints for its canonical text', async (t) => {
  const [first] = chainOf(3);
  // {"detail":"1","event":"service","version":"1.2.3","what":"started"}
  t.equal(first.payloadHash, 'cab4071d133cbb328fee9e69efbf025ad49b11a2dbafd1f92c1fb7764f31dff6');
  // {"bootId":"a-boot","class":"activity","clockState":"synced","journalId":"a-journal","monotonicMs":1,
  // "payloadHash":"cab4...","previous":"000...","seq":1,"utcMs":1793581200001}
  t.equal(first.hash, '7e2c20404c0cb80445ded62c145bc858d7db823062d0bac5622a2d606bd9206a');
});

t.test('a whole chain verifies, from its start and from any point of it', async (t) => {
  const chain = chainOf(5);
  const last = chain.at(-1);
  t.match(verifyChain(chain), { intact: true, end: { seq: 5, hash: last?.hash }, erased: 0, gaps: [] });
  t.match(verifyChain(chain.slice(2), chain[1]), { intact: true, end: { seq: 5 } });
  t.match(verifyChain([], chain[2]), { intact: true, end: { seq: 3 } });
});

t.test('an erased payload leaves the chain whole and is counted', async (t) => {
  const [first, second, ...rest] = chainOf(4);
  t.match(verifyChain([first, { ...second, payload: null }, ...rest]), { intact: true, erased: 1 });
});

t.test('every kind of tampering is found where it was done', async (t) => {
  const [first, second, third, fourth] = chainOf(4);
  if (!fourth) throw new Error('a chain of four has four');
  const stranger = { ...second, journalId: 'another-journal' };
  const rehashed = { ...second, utcMs: second.utcMs + 60_000 };
  const cases: readonly (readonly [string, readonly JournalEntry[], object])[] = [
    ['a payload', [first, { ...second, payload: started('9') }, third], { brokenAt: 2, why: 'altered' }],
    ['a time', [first, rehashed, third], { brokenAt: 2, why: 'altered' }],
    [
      'a time, hashed anew',
      [first, { ...rehashed, hash: chainHash(rehashed) }, third],
      { brokenAt: 3, why: 'altered' },
    ],
    ['an entry left out', [first, third, fourth], { brokenAt: 2, why: 'missing' }],
    ['the first left out', [second, third], { brokenAt: 1, why: 'missing' }],
    ['two changed over', [first, third, second, fourth], { brokenAt: 2, why: 'reordered' }],
    ['one twice', [first, second, second, third], { brokenAt: 2, why: 'inserted' }],
    ['one of our own making', [first, second, link(started('x'), second), third], { brokenAt: 3, why: 'inserted' }],
    ['one of another journal', [first, stranger, third], { brokenAt: 2, why: 'inserted' }],
  ];
  for (const [what, entries, found] of cases) t.match(verifyChain(entries), { intact: false, ...found }, what);
});

t.test('a gap that its entry declares is known; any other jump is a loss', async (t) => {
  const [first, second] = chainOf(3);
  const gap = (fromSeq: number, toSeq: number): JournalPayload => ({ event: 'gap', fromSeq, toSeq, why: 'lost' });
  t.match(verifyChain([first, second, link(gap(3, 7), second, 8)]), { intact: true, gaps: [{ fromSeq: 3, toSeq: 7 }] });
  t.match(verifyChain([first, second, link(gap(3, 6), second, 8)]), { intact: false, brokenAt: 3, why: 'missing' });
  t.match(verifyChain([first, second, link(gap(2, 7), second, 8)]), { intact: false, brokenAt: 3, why: 'missing' });
});

t.test('an entry passes the schema it is sent under, and one with a name in it does not', async (t) => {
  const [entry] = chainOf(3);
  t.strictSame(journalEntrySchema.parse(JSON.parse(JSON.stringify(entry))), entry);
  t.throws(() => journalEntrySchema.parse({ ...entry, hash: 'short' }));
  t.throws(() => journalPayloadSchema.parse({ ...started('x'), nameTh: 'สมชาย' }));
});

t.test('free text is cut between characters, never within one', async (t) => {
  const parsed = journalPayloadSchema.parse(started('😀'.repeat(600)));
  t.equal(parsed.event === 'service' && parsed.detail, '😀'.repeat(500));
});
