// Opens the stores of one terminal: a file and a key for each.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, type ClockState, isFault } from '../../protocol/index.ts';
import type { KeyVault } from '../vault/index.ts';
import { CounterStore } from './counters.ts';
import { EVIDENCE_MIGRATIONS, EvidenceStore, SEALED_EVIDENCE } from './evidence/evidence-store.ts';
import { SeenProfiles } from './evidence/seen-profiles.ts';
import { makeFolder, syncFolder } from './file/data-folder.ts';
import { LostFiles } from './file/lost-files.ts';
import type { SealedColumn } from './file/reseal.ts';
import { Sealer } from './file/sealer.ts';
import { SetAside } from './file/set-aside.ts';
import { type Migration, StoreFile } from './file/store-file.ts';
import { JOBS_MIGRATIONS, JobStore, SEALED_JOBS } from './jobs/job-store.ts';
import { SEALED_USE, UseStore } from './jobs/use-store.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './journal/journal-room.ts';
import { sealedEntries } from './journal/journal-rows.ts';
import { JOURNAL_MIGRATIONS } from './journal/journal-schema.ts';
import { type JournalSpace, JournalSpare } from './journal/journal-spare.ts';
import { JournalStore } from './journal/journal-store.ts';
import { NewKeys } from './new-keys.ts';
import { Captures } from './people/captures.ts';
import { FleetPeople, SEALED_PARTS } from './people/fleet-people.ts';
import { PEOPLE_MIGRATIONS } from './people/people-schema.ts';
import { PeopleStore } from './people/people-store.ts';
import { SEALED_PEOPLE } from './people/person-rows.ts';
import { Photos, SEALED_PHOTOS } from './people/photos.ts';
import { openSnapshots, type SnapshotUse } from './snapshots/open-snapshots.ts';
import { SEALED_SNAPSHOTS } from './snapshots/snapshot-store.ts';
import type { StoreLog } from './store-log.ts';
import { closeAll, type StoreFiles, Stores } from './stores.ts';
import { DuplicatesStore } from './templates/duplicates-store.ts';
import { FacesStore, SEALED_FACES } from './templates/faces-store.ts';
import { TEMPLATES_MIGRATIONS } from './templates/templates-schema.ts';
import { SEALED_FINGERS, TemplatesStore } from './templates/templates-store.ts';

export interface StoresOptions {
  readonly dataDir: string;
  readonly vault: KeyVault;
  readonly clock: Clock;
  readonly bootId: string;
  /** How far the wall clock can be believed at the moment; nobody knows unless told. */
  readonly clockState?: () => ClockState;
  readonly journal?: Partial<JournalLimits>;
  /** Of the disk, for the journal in all: kept for it beforehand. */
  readonly journalSpace?: JournalSpace;
  /** A damaged file is laid aside and begun anew, so that people can go on clocking: for the service, not for who only looks. */
  readonly mayBeginAnew?: boolean;
  /** What becomes of snapshots, as the policy says; whoever only looks leaves them as they are. */
  readonly snapshots?: SnapshotUse;
  readonly random?: (bytes: number) => Uint8Array;
  readonly log?: StoreLog;
}

/** The fleet's clock and the terminal's, at most. */
const CLOCKS_APART_MS = 30_000;

type FileName = Exclude<keyof StoreFiles, 'snapshots'>;

const namesOf = (files: Readonly<Record<FileName, StoreFile>>): readonly FileName[] =>
  Object.keys(files).filter((name): name is FileName => name in files);

/** All that is sealed there, file by file. */
const columnsOf = (journalId: string): Readonly<Record<FileName, readonly SealedColumn[]>> => ({
  people: [SEALED_PEOPLE, SEALED_PARTS, SEALED_PHOTOS],
  templates: [SEALED_FINGERS, ...SEALED_FACES],
  journal: [sealedEntries(journalId)],
  evidence: [SEALED_EVIDENCE],
  jobs: [...SEALED_JOBS, ...SEALED_USE],
});

/**
 * Opens or begins the stores of this data folder, for this process alone.
 * @throws KioskError STORE_BUSY, STORE_READ_ONLY, STORE_FULL, STORE_CORRUPT, STORE_NEWER, STORE_FAILED, SEAL_BROKEN,
 *   JOURNAL_BROKEN, KEY_UNAVAILABLE
 */
export async function openStores(options: StoresOptions): Promise<Stores> {
  const { dataDir, vault, clock, bootId, clockState = () => 'unknown', random = randomBytes, log } = options;
  const sealerOf = async (name: string): Promise<Sealer> => new Sealer(await vault.sealing(name), random);
  const sealers = {
    people: await sealerOf('people'),
    templates: await sealerOf('templates'),
    journal: await sealerOf('journal'),
    evidence: await sealerOf('evidence'),
    jobs: await sealerOf('jobs'),
  };
  makeFolder(dataDir);
  const spare = options.journalSpace && (await JournalSpare.open(dataDir, options.journalSpace));
  const opened: StoreFile[] = [];
  const setAside = new SetAside(dataDir);
  const lost = LostFiles.find(
    dataDir,
    Object.keys(sealers).map((name) => `${name}.db`),
  );
  const open = async (name: FileName, migrations: readonly Migration[]): Promise<StoreFile> => {
    const room = name === 'journal' ? spare : undefined;
    const begin = () => StoreFile.open({ path: join(dataDir, `${name}.db`), sealer: sealers[name], migrations, room });
    const file = await begin().catch(async (fault: unknown) => {
      if (!options.mayBeginAnew || !isFault(fault, 'STORE_CORRUPT')) throw fault;
      lost.note(setAside.put(`${name}.db`, clock.nowMs()));
      return await begin();
    });
    opened.push(file);
    return file;
  };
  try {
    const files = {
      people: await open('people', PEOPLE_MIGRATIONS),
      templates: await open('templates', TEMPLATES_MIGRATIONS),
      journal: await open('journal', JOURNAL_MIGRATIONS),
      evidence: await open('evidence', EVIDENCE_MIGRATIONS),
      jobs: await open('jobs', JOBS_MIGRATIONS),
    };
    syncFolder(dataDir);
    lost.begun();
    const keys = {
      sealer: sealers.journal,
      head: await vault.key('journal-head'),
      signing: await vault.signingKey('journal'),
    };
    const limits = { ...JOURNAL_LIMITS, ...options.journal };
    const journal = JournalStore.open({ file: files.journal, keys, clock, clockState, bootId, limits, random, spare });
    // Last: whoever holds the others holds this one as well.
    const { journalId } = journal;
    const use = options.snapshots ?? 'as-found';
    const sealer = await sealerOf('snapshots');
    const snapshots = await openSnapshots({ dataDir, vault, sealer, journalId, clock, clockState, use, log });
    if (snapshots.file) opened.push(snapshots.file);
    const parts = {
      people: new PeopleStore(files.people, {
        sealer: sealers.people,
        lookup: await vault.key('people-lookup'),
        cards: await vault.key('people-cards'),
      }),
      photos: new Photos(files.people, sealers.people),
      templates: new TemplatesStore(files.templates, sealers.templates),
      faces: new FacesStore(files.templates, sealers.templates),
      duplicates: new DuplicatesStore(files.templates),
      journal,
      counters: new CounterStore(files.journal, await vault.key('counters'), clockState),
      evidence: new EvidenceStore(files.evidence, sealers.evidence),
      profiles: new SeenProfiles(files.evidence),
      jobs: new JobStore(files.jobs, sealers.jobs),
      use: new UseStore(files.jobs, sealers.jobs),
      fleetPeople: new FleetPeople(files.people, { sealer: sealers.people, lookup: await vault.key('people-lookup') }),
      captures: new Captures(files.people, random),
      snapshots: snapshots.store,
      snapshotsFault: snapshots.fault,
      lost,
      newKeys: new NewKeys(dataDir, [
        ...namesOf(files).map((name) => ({
          ...{ name, file: files[name], sealer: sealers[name], columns: columnsOf(journalId)[name] },
        })),
        ...(snapshots.file ? [{ name: 'snapshots', file: snapshots.file, sealer, columns: [SEALED_SNAPSHOTS] }] : []),
      ]),
      setAside,
    };
    // A table that was proven without its templates would let nobody in, and nobody would know.
    if (lost.has('templates.db')) parts.fleetPeople.forgetTable();
    // Whatever was carried out or called off by a synchronised clock has an entry of that time.
    if (lost.has('jobs.db')) {
      parts.use.lost();
      parts.jobs.ordersLost((journal.latestSyncedMs ?? 0) + CLOCKS_APART_MS);
    }
    return new Stores(parts, { ...files, ...(snapshots.file && { snapshots: snapshots.file }) }, log);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}
