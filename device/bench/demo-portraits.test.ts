// Portraits of the demo's people: drawn once for each who is known, as the register would keep them.
import sharp from 'sharp';
import t from 'tap';
import { MOST_PHOTO_BYTES } from '../../protocol/index.ts';
import { fingerOf, openTerminal, somchai } from '../store/fixtures/terminal.ts';
import { DEMO_PEOPLE } from './demo-people.ts';
import { portrayDemo } from './demo-portraits.ts';

t.test('whoever is known has a portrait of their own, and keeps one that came from elsewhere', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const known = DEMO_PEOPLE.slice(0, 3);
  for (const { hrCode } of known)
    stores.enrol({ person: { ...somchai, code: hrCode, pseudonym: hrCode }, consentId: 'c', fingers: [fingerOf(1)] });
  const [first, second, third] = known.map(({ hrCode }) => hrCode);
  const elsewhere = Buffer.of(0xff, 0xd8, 0xff, 1);
  stores.photos.save([{ pseudonym: third ?? '', photo: elsewhere.toString('base64') }]);
  await portrayDemo(stores);
  const [one, two] = [stores.photos.of(first ?? ''), stores.photos.of(second ?? '')];
  t.match(await sharp(one).metadata(), { format: 'jpeg', width: 240, height: 320 });
  t.ok(one && two && one.length <= MOST_PHOTO_BYTES && !one.equals(two));
  t.strictSame(stores.photos.of(third ?? ''), elsewhere);
  await portrayDemo(stores);
  t.strictSame(stores.photos.of(first ?? ''), one);
});
