// A file of carried entries on a carrier that somebody else can write to: what is stored is what was found whole.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { chainOf } from '../../../protocol/fleet/fixtures/entries.ts';
import { DOWNWARD, systemClock, TrustedKeys, terminalAddress } from '../../../protocol/index.ts';
import { carriedLines } from '../../carried-journal.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { gateKey } from '../../fixtures/surroundings.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { takeCarried } from './take-carried.ts';

const checkpoint = { seq: 0, hash: '0'.repeat(64), atMs: 0, signature: '' };

t.test('a batch that takes the place of another once the file was looked through is not stored', async (t) => {
  const folder = t.testdir();
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const recipient = await TrustedKeys.parse(keys.publicJwks()).recipient(DOWNWARD['journal/ack'].role);
  const signer = await gateKey;
  const address = terminalAddress('bangkok', 'gate-17');
  const textOf = async (journalId: string): Promise<string> => {
    const outbox = new MemoryOutbox(chainOf(300, journalId), journalId);
    const parts = { outbox, checkpoint, address, recipient, signer, clock: systemClock };
    let text = '';
    for await (const line of carriedLines(parts, { fromSeq: 1, toSeq: 300 })) text += line.text;
    return text;
  };
  const [good, other] = [await textOf('journal-a'), await textOf('journal-b')];
  const file = join(folder, 'a.carried');
  await using store = await SqliteFleetStore.open(join(folder, 'fleet.db'));
  await store.expect('bangkok.gate-17');
  await store.trustKey('bangkok.gate-17', signer.thumbprint);
  const entries = async (): Promise<number> => (await store.terminals())[0]?.entries ?? 0;
  const takeWhile = (between: string) => {
    writeFileSync(file, good);
    // Asked for between the two readings.
    const pinnedKey = (terminal: string): Promise<string | null> => {
      writeFileSync(file, between);
      return store.pinnedKey(terminal);
    };
    const watched = new Proxy(store, {
      get: (of, name) => (name === 'pinnedKey' ? pinnedKey : Reflect.get(of, name).bind(of)),
    });
    return takeCarried(file, { store: watched, keys, clock: systemClock }, new AbortController().signal);
  };
  t.match(await takeWhile(other), { kind: 'refused', why: 'altered', terminal: 'bangkok.gate-17' });
  t.match(await takeWhile(''), { kind: 'refused', why: 'cut' });
  t.equal(await entries(), 0);
  t.match(await takeWhile(good), { kind: 'taken', added: 300, contiguousSeq: 300 });
  t.equal(await entries(), 300);
});
