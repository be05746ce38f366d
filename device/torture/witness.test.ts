// The witness of an ordeal: it finds what must never be, and finds nothing where all is well.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { JournalPayload } from '../../protocol/index.ts';
import { clocked, enrolled, noted, openTerminal, somchai, tamper } from '../store/fixtures/terminal.ts';
import { Witness } from './witness.ts';

const forever = new AbortController().signal;
const somchais = { owner: somchai.code, enrolledBy: 'bench', enrolment: [], touches: [] } as const;
const strangers = { owner: null, enrolledBy: 'nobody', enrolment: [], touches: [] } as const;
const sent = { owner: 'F1', enrolledBy: 'fleet', enrolment: [], touches: [] } as const;
const accepted = { outcome: 'accepted', hrCode: somchai.code, seq: 2 } as const;

async function terminal(t: Test) {
  const folder = t.testdir({ data: {} });
  const dataDir = join(folder, 'data');
  await using stores = await openTerminal(dataDir);
  stores.journal.append(enrolled(somchai.pseudonym));
  stores.journal.append(clocked(somchai.pseudonym));
  stores.journal.append(noted(''));
  const hashes = stores.journal.read(1, 9).map(({ seq, hash }): [number, readonly string[]] => [seq, [hash]]);
  const open = (): Promise<Witness> => Witness.open(join(folder, 'witness.json'));
  return { dataDir, open, stored: new Map(hashes) };
}

t.test('where all that was shown is there, it finds nothing, and remembers it', async (t) => {
  const { dataDir, open, stored } = await terminal(t);
  const witness = await open();
  witness.beginsEnrolment(somchai.code);
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, accepted);
  witness.judge(strangers, { outcome: 'refused', hrCode: null, seq: 3 });
  witness.countPeople(1);
  witness.sawFleet({ stored, incidents: [] }, 3);
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), []);
  const later = await open();
  t.equal(later.entries, 3);
  t.ok(later.isEnrolled(somchai.code));
  await later.look(dataDir, forever);
  t.strictSame(later.finds(), []);
});

t.test('a wrong person, and one too few or too many', async (t) => {
  const { open } = await terminal(t);
  const witness = await open();
  witness.judge(somchais, accepted);
  t.match(witness.finds(), [/accepted as HR-000123x/], 'nobody was enrolled yet');
  witness.beginsEnrolment(somchai.code);
  witness.judge(somchais, accepted);
  witness.countPeople(0);
  witness.countPeople(1);
  t.strictSame(witness.finds(), [], 'whose enrolment was cut off may be there');
  witness.judge(strangers, accepted);
  witness.judge(somchais, { ...accepted, hrCode: 'another' });
  witness.countPeople(2);
  t.match(witness.finds(), [
    /a stranger was accepted/,
    /accepted as another/,
    /2 people are enrolled, and 0 to 1 were/,
  ]);
});

t.test('a success that was shown and is not there, by its number or by its light alone', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, { ...accepted, seq: 4 });
  witness.sawPunch(86_400_000);
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/success 4 was shown/, /1970-01-02T00:00:00.000Z was shown/]);
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), [], 'told once');
});

t.test('a success that was shown under the number of something else', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, { ...accepted, seq: 3 });
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/success 3 was shown/]);
});

t.test('a start that does not know that the run before it was cut off', async (t) => {
  const { dataDir, open } = await terminal(t);
  const run = (...what: readonly ('started' | 'stopped' | 'crash-recovered')[]) =>
    what.map((what) => ({ event: 'service', what, version: '1', detail: '' }) as const);
  {
    await using stores = await openTerminal(dataDir);
    for (const payload of run('started', 'stopped', 'started', 'crash-recovered', 'started'))
      stores.journal.append(payload);
  }
  const witness = await open();
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), []);
  {
    await using stores = await openTerminal(dataDir);
    for (const payload of run('started')) stores.journal.append(payload);
  }
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/start at 9 does not know/]);
});

t.test('a journal that was changed, cut, or begun anew', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  await witness.look(dataDir, forever);
  tamper(dataDir, 'journal.db', 'DELETE FROM entry WHERE seq = 3');
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/chain is broken at 3/, /entry 3 is gone/]);
  {
    await using stores = await openTerminal(dataDir);
    stores.journal.append(noted('another'));
  }
  await witness.look(dataDir, forever);
  t.ok(witness.finds().some((found) => /lost|another than it was/.test(found)));
  for (const name of ['journal.db', 'journal.db-wal']) rmSync(join(dataDir, name), { force: true });
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  await witness.look(dataDir, forever);
  t.ok(witness.finds().some((found) => /begun anew/.test(found)));
});

t.test('a fleet that has an entry twice, not at all, otherwise, or alone', async (t) => {
  const { dataDir, open, stored } = await terminal(t);
  const [first = []] = [stored.get(1)];
  const cases: readonly (readonly [Map<number, readonly string[]>, RegExp])[] = [
    [new Map([...stored, [1, [...first, ...first]]]), /has entry 1 2 times/],
    [new Map([...stored].slice(1)), /has entry 1 0 times/],
    [new Map([...stored, [1, ['other']]]), /has entry 1 1 times/],
    [new Map([...stored, [9, ['x']]]), /alone has entry 9/],
  ];
  for (const [seen, said] of cases) {
    const witness = await open();
    witness.sawFleet({ stored: seen, incidents: [] }, 3);
    await witness.look(dataDir, forever);
    t.match(witness.finds(), [said]);
  }
  const witness = await open();
  witness.sawFleet({ stored: new Map([...stored].slice(0, 2)), incidents: ['gap'] }, 2);
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/complains: gap/], 'what was not acknowledged yet may be under way');
});

t.test('whoever the fleet sends, and whoever it takes away', async (t) => {
  const { open } = await terminal(t);
  const witness = await open();
  const comes = { ...accepted, hrCode: 'F1', seq: null };
  witness.judge(sent, comes);
  t.match(witness.finds(), [/accepted as F1/], 'nobody was sent yet');
  witness.fleetSends(['F1', 'F2']);
  witness.judge(sent, comes);
  witness.countPeople(0);
  witness.countPeople(2);
  t.strictSame(witness.finds(), [], 'until it is proved they may be there');
  witness.fleetHasProof(['F1', 'F2']);
  t.ok(witness.isEnrolled('F1'));
  witness.countPeople(1);
  t.match(witness.finds(), [/1 people are enrolled, and 2 to 2 were/]);
  witness.fleetSends(['F2']);
  witness.countPeople(1);
  witness.fleetHasProof(['F2']);
  witness.countPeople(2);
  witness.judge(sent, comes);
  t.match(witness.finds(), [/2 people are enrolled, and 1 to 1 were/, /accepted as F1/]);
});

const EVIDENCE = 'evidence-number-one';
const proof = (reference: string, evidenceId: string | null): JournalPayload => ({
  ...{ event: 'prove', outcome: 'proved', reason: null, subject: 's', reference, profile: null, evidenceId },
  ...{ method: 'non_face_to_face', evidenceType: 'national-id-card', consent: null, cardStatus: 'normal' },
  ...{ quality: null, complaints: [], score: null, falseMatchRate: null, threshold: null, match: null },
  ...{ challenge: null, failures: 0, siteClass: 'public', tamper: 'not-monitored', policyVersion: 'p' },
  ...{ captureStartMs: 1, decisionMs: 2, stages: {}, liveness: { result: 'live', model: 'm', version: '1' } },
});

t.test('a proof that was shown and is not there, without its evidence, or of somebody else', async (t) => {
  const { dataDir, open } = await terminal(t);
  {
    await using stores = await openTerminal(dataDir);
    stores.journal.append(proof('K7QX-2M9P', EVIDENCE));
    stores.journal.append(proof('K7QX-2M9Q', null));
  }
  const witness = await open();
  const somsri = { card: 'somsri', face: 'somsri' };
  const shown = (reference: string, evidence = EVIDENCE) => ({ outcome: 'proved', evidence, reference });
  witness.judgeProof(somsri, shown('K7QX-2M9P'));
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), []);
  witness.judgeProof(somsri, shown('K7QX-2M9P', 'another'));
  witness.sawProof('proved', 'K7QX-2M9Q');
  witness.sawProof('pending', 'nowhere');
  witness.sawProof('refused', 'of no interest');
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/2M9P was shown, and its entry/, /2M9Q was shown, and its entry/, /nowhere was shown/]);
  witness.judgeProof({ card: 'somsri', face: 'malee' }, shown('K7QX-2M9P'));
  t.match(witness.finds(), [/face of malee somebody was proved as somsri/]);
});

t.test('evidence that is nowhere, that only the provider knows of, or twice of one visit', async (t) => {
  const { dataDir, open } = await terminal(t);
  {
    await using stores = await openTerminal(dataDir);
    stores.journal.append(proof('K7QX-2M9P', EVIDENCE));
  }
  const one = { id: EVIDENCE, reference: 'K7QX-2M9P' };
  const cases = [
    { taken: [one], said: [] },
    { taken: [], said: [/neither here nor with the provider/] },
    { taken: [one, { id: 'other', reference: 'other' }], said: [/provider alone knows of evidence other/] },
    { taken: [one, { ...one, id: 'other' }], said: [/alone knows/, /of one visit twice, 1 times/] },
  ];
  for (const { taken, said } of cases) {
    const witness = await open();
    witness.sawProvider(taken, 9);
    await witness.look(dataDir, forever);
    t.match(witness.finds(), said);
  }
});

t.test('entries that gave way before anybody looked are no fault of the fleet that has them', async (t) => {
  const { dataDir, open, stored } = await terminal(t);
  const witness = await open();
  tamper(dataDir, 'journal.db', 'DELETE FROM entry WHERE seq = 1');
  witness.sawEnrolment(somchai.code, 1);
  witness.sawFleet({ stored, incidents: [] }, 3);
  await witness.look(dataDir, forever);
  const found = witness.finds();
  t.notOk(
    found.some((text) => text.startsWith('the fleet')),
    found.join('; '),
  );
  t.equal(witness.gaveWay, 1);
});
