// Service profiles over restarts: a newer version counts from then on, also one that closes a provider; an older file undoes nothing.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { testKeys } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type JournalPayload,
  journalPayloadSchema,
  refusalOf,
  type ServiceProfile,
  signProfile,
  systemClock,
} from '../../../protocol/index.ts';
import { profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { openStores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { newestSeen } from './newest-seen.ts';
import { readProfiles } from './service-profiles.ts';

const provider = await providerSide();
const administrator = await testKeys('administrator');
const place = { site: 'bangkok', terminal: 'kiosk-1', nowMs: Date.now() };

const profileOf = (change: Partial<ServiceProfile>): ServiceProfile => {
  const base = profileFor(provider.key, change);
  return { ...base, limits: { ...base.limits, sessionMs: 60_000, idleMs: 30_000 } };
};

t.test(
  'a provider that was switched off stays off, whatever older file is put back, also after a restart',
  async (t) => {
    const dataDir = t.testdir();
    const dir = t.testdir();
    const put = async (file: string, profile: ServiceProfile): Promise<void> =>
      writeFileSync(join(dir, file), await signProfile(profile, administrator.signer));
    const journal: JournalPayload[] = [];
    const faults: unknown[] = [];
    /** One start of the terminal. */
    const start = async (): Promise<readonly string[]> => {
      const vault = await openVault({ dataDir });
      await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: 'test' });
      const found = await readProfiles({ dir, trust: administrator.jwks, onRefused: (_, fault) => faults.push(fault) });
      const taken = newestSeen(found, {
        ...{ seen: stores.profiles, noteFault: (fault: unknown) => faults.push(fault) },
        record: (payload) => journal.push(journalPayloadSchema.parse(payload)),
      });
      return taken.map((profile) => `${profile.id} ${profile.version} ${refusalOf(profile, place) ?? 'open'}`);
    };
    await put('1.jws', profileOf({ version: 3 }));
    await put('other.jws', profileOf({ id: 'other', version: 1 }));
    t.strictSame(await start(), ['level-up 3 open', 'other 1 open']);
    t.strictSame(await start(), ['level-up 3 open', 'other 1 open']);
    t.strictSame(journal, [
      { event: 'settings', what: 'service profile level-up', before: null, after: 3 },
      { event: 'settings', what: 'service profile other', before: null, after: 1 },
    ]);
    const { provider: idp } = profileOf({});
    await put('2.jws', profileOf({ version: 4, provider: { ...idp, enabled: false } }));
    t.strictSame(await start(), ['level-up 4 provider-off', 'other 1 open']);
    t.strictSame(journal.at(-1), { event: 'settings', what: 'service profile level-up', before: 3, after: 4 });
    rmSync(join(dir, '2.jws'));
    t.strictSame(await start(), ['other 1 open'], 'the older one is not taken again');
    t.match(journal.at(-1), { event: 'fault', device: 'prove', code: 'FLEET_UNTRUSTED' });
    t.match(faults, [{ code: 'FLEET_UNTRUSTED', context: { why: 'older', version: 3, seen: 4 } }]);
    await put('3.jws', profileOf({ version: 5 }));
    t.strictSame(await start(), ['level-up 5 open', 'other 1 open'], 'only a newer one opens it again');
    const stranger = await testKeys('administrator', 'stranger');
    writeFileSync(join(dir, '4.jws'), await signProfile(profileOf({ version: 9000 }), stranger.signer));
    t.strictSame(await start(), ['level-up 5 open', 'other 1 open'], 'a version that nobody signed raises nothing');
  },
);

t.test('the version seen is never lowered', async (t) => {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir });
  await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: 'test' });
  const { profiles } = stores;
  t.equal(profiles.versionOf('a'), undefined);
  for (const version of [3, 1, 2]) profiles.note('a', version);
  t.equal(profiles.versionOf('a'), 3);
  stores.limitPages(0);
  t.equal(profiles.versionOf('a'), 3, 'a full disk forgets nothing');
});
