// What people claim to be somebody with, and the faces that bear it out: found, sealed, removed with the person.
import t from 'tap';
import { dumpOf, enrolled, fingerOf, openTerminal, somchai, tamper } from './fixtures/terminal.ts';
import type { NewFace } from './index.ts';

const thaiId = { kind: 'thai-id', number: '1234567890121' } as const;
const contactless = { kind: 'contactless', number: '04a1b2c3d4e5f6' } as const;
const malee = { ...somchai, code: 'HR-2', pseudonym: 'pseudonym-of-malee' };
const faceOf = (mark: number): NewFace => ({
  ...{ purpose: 'attendance', model: 'a-recogniser', version: '3', enroller: 'operator-7', atMs: 5 },
  values: Float32Array.from([mark, -0.25, 0.125]),
});

t.test('a person is found by each of their cards, also after a restart', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai, { cards: [thaiId] });
    t.equal(stores.people.hasCards('contactless'), false);
    stores.people.linkCard(somchai.code, contactless);
    stores.people.linkCard(somchai.code, contactless);
  }
  await using stores = await openTerminal(dataDir);
  t.equal(stores.people.byCard(thaiId)?.code, somchai.code);
  t.equal(stores.people.byCard(contactless)?.cards.length, 2);
  t.equal(stores.people.byCard({ ...contactless, kind: 'thai-id' }), undefined, 'a number of another kind');
  t.equal(stores.people.byCard({ ...thaiId, number: '1234567890122' }), undefined);
  t.ok(stores.people.hasCards('thai-id'));
  stores.people.update(somchai.code, { unit: 'elsewhere' });
  t.equal(stores.people.byCard(thaiId)?.unit, 'elsewhere', 'a change of something else keeps them');
});

t.test('a card is one person’s, until it is unlinked', async (t) => {
  await using stores = await openTerminal(t.testdir());
  stores.people.add(somchai, { cards: [thaiId] });
  stores.people.add(malee);
  t.throws(() => stores.people.linkCard(malee.code, thaiId), { code: 'PERSON_EXISTS', context: { by: 'card' } });
  t.throws(() => stores.people.linkCard('nobody', thaiId), { code: 'PERSON_UNKNOWN' });
  const another = { ...malee, code: 'HR-3', pseudonym: 'another' };
  t.throws(() => stores.people.add(another, { cards: [thaiId] }), { code: 'PERSON_EXISTS' });
  t.equal(stores.people.byCode('HR-3'), undefined, 'and nothing of the second is kept');
  const photo = Uint8Array.of(0xff, 0xd8, 1, 2);
  const person = stores.people.linkCard(somchai.code, { ...thaiId, photo });
  t.equal(person.cards.length, 1, 'a photo that is linked later takes the place of the link without');
  t.ok(stores.people.isPhotoOf(person, photo));
  t.notOk(stores.people.isPhotoOf(person, Uint8Array.of(0xff, 0xd8, 1, 3)));
  stores.people.unlinkCards(somchai.code, 'thai-id');
  t.equal(stores.people.byCard(thaiId), undefined);
  t.equal(stores.people.linkCard(malee.code, thaiId).cards.length, 1);
});

t.test('a card that was pointed at somebody else in the file claims nobody', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai, { cards: [thaiId] });
    stores.people.add(malee);
  }
  tamper(dataDir, 'people.db', `UPDATE card SET pseudonym = '${malee.pseudonym}'`);
  await using stores = await openTerminal(dataDir);
  t.equal(stores.people.byCard(thaiId), undefined);
});

t.test('who leaves takes cards and face along, and the files never showed a number', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.enrol({ person: somchai, consentId: 'c', fingers: [], face: faceOf(0.5), cards: [thaiId, contactless] });
    stores.journal.append(enrolled(somchai.pseudonym));
    stores.enrolmentJournaled(somchai.pseudonym);
    const dump = dumpOf(dataDir);
    t.equal(dump.indexOf(thaiId.number), -1);
    t.equal(dump.indexOf(contactless.number), -1);
    t.equal(dump.indexOf(Buffer.from(faceOf(0.5).values.buffer)), -1, 'nor the template');
    t.strictSame(stores.reconcile().withoutTemplates, [], 'a face is enough to be kept');
    stores.removePerson(somchai.code);
    t.equal(stores.faces.of(somchai.pseudonym, 'attendance'), undefined);
  }
  await using stores = await openTerminal(dataDir);
  t.equal(stores.people.byCard(thaiId), undefined);
  stores.people.add(malee, { cards: [thaiId] });
  t.equal(stores.people.byCard(thaiId)?.code, malee.code, 'the card is free for whoever comes next');
});

t.test('a face comes back as it was given; another recogniser’s takes its place', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.faces.save('somebody', 'c-1', faceOf(0.5));
    t.throws(() => stores.faces.save('somebody', ' ', faceOf(1)), { code: 'CONSENT_MISSING' });
    stores.faces.save('somebody', 'c-2', { ...faceOf(0.75), version: '4' });
  }
  await using stores = await openTerminal(dataDir);
  const kept = stores.faces.of('somebody', 'attendance');
  t.ok(stores.faces.has('somebody', { ...faceOf(0.75), version: '4' }));
  t.notOk(stores.faces.has('somebody', faceOf(0.75)), 'another version’s is none');
  t.strictSame(kept, { ...faceOf(0.75), version: '4', subject: 'somebody', consentId: 'c-2' });
  t.equal(stores.faces.of('somebody', 'another-purpose'), undefined);
  t.equal(stores.reconcile().orphansRemoved, 0, 'a people file that never held anybody takes nothing with it');
  stores.people.add(malee);
  t.equal(stores.reconcile().orphansRemoved, 1, 'a face of nobody goes');
});

t.test('a face that was moved to somebody else in the file does not open', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.faces.save('somebody', 'c', faceOf(0.5));
  }
  tamper(dataDir, 'templates.db', `UPDATE face SET subject = 'another'`);
  await using stores = await openTerminal(dataDir);
  t.throws(() => stores.faces.of('another', 'attendance'), { code: 'SEAL_BROKEN' });
});

t.test('an enrolment that the journal never heard of takes its face and its cards back', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)], face: faceOf(0.5), cards: [contactless] });
  }
  await using stores = await openTerminal(dataDir);
  t.match(stores.reconcile(), { enrolmentsUndone: 1 });
  t.equal(stores.people.byCard(contactless), undefined);
  t.equal(stores.faces.subjects().size, 0);
});
