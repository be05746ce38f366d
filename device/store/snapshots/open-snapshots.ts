// The snapshots' own file, which is in nobody's way: where it cannot be used there are no pictures, and everything else goes on.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFault, type KioskError } from '../../../protocol/index.ts';
import type { KeyVault } from '../../vault/index.ts';
import type { Sealer } from '../file/sealer.ts';
import { storeFault } from '../file/store-faults.ts';
import { StoreFile } from '../file/store-file.ts';
import { attempt, type StoreLog } from '../store-log.ts';
import { LivedTime, type LivedTimeParts } from './lived-time.ts';
import { SNAPSHOT_MIGRATIONS, SnapshotStore } from './snapshot-store.ts';

const NAME = 'snapshots.db';

/**
 * keep: made where it is missing, made anew where it is broken. remove: the policy is off, and no picture stays. as-found: of
 * somebody who only looks, whoever that is.
 */
export type SnapshotUse = 'keep' | 'remove' | 'as-found';

export interface SnapshotsOptions extends LivedTimeParts {
  readonly dataDir: string;
  readonly vault: KeyVault;
  readonly sealer: Sealer;
  readonly journalId: string;
  readonly use: SnapshotUse;
  readonly log: StoreLog | undefined;
}

export interface OpenedSnapshots {
  /** Both undefined where there is none, or none that can be used. */
  readonly store?: SnapshotStore;
  readonly file?: StoreFile;
  readonly fault?: KioskError;
}

/** A fault of the store is told, never thrown. @throws KioskError KEY_UNAVAILABLE */
export async function openSnapshots(options: SnapshotsOptions): Promise<OpenedSnapshots> {
  const { dataDir, vault, use } = options;
  if (use !== 'keep' && !existsSync(join(dataDir, NAME))) return {};
  const lookup = await vault.key('snapshots-lookup');
  if (use === 'remove') return await faultOf(() => remove(options), options);
  return await faultOf(async () => storeOn(await openOrBegin(options), lookup, options), options);
}

async function storeOn(file: StoreFile, lookup: Uint8Array, own: SnapshotsOptions): Promise<OpenedSnapshots> {
  try {
    return {
      file,
      store: file.read(() => new SnapshotStore(file, { ...own, lookup, lived: new LivedTime(file, own) })),
    };
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
}

async function faultOf(
  work: () => Promise<OpenedSnapshots>,
  { log }: Pick<SnapshotsOptions, 'log'>,
): Promise<OpenedSnapshots> {
  try {
    return await work();
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    log?.warn({ ...fault.context, code: fault.code }, 'snapshots of visits cannot be kept');
    return { fault };
  }
}

/** A broken one is of no use to anybody, and nobody could purge it: its pictures go, and another is begun. */
async function openOrBegin(options: SnapshotsOptions): Promise<StoreFile> {
  try {
    return await open(options);
  } catch (fault) {
    const isBroken = isFault(fault, 'STORE_CORRUPT') || isFault(fault, 'SEAL_BROKEN');
    if (!isBroken || options.use !== 'keep') throw fault;
    options.log?.warn({ ...fault.context, code: fault.code }, 'the file of the snapshots was broken and is begun anew');
    unlink(options.dataDir);
    return await open(options);
  }
}

/** Overwritten where it opens, and gone in any case. */
async function remove(options: SnapshotsOptions): Promise<OpenedSnapshots> {
  const opened = await open(options).catch((fault: unknown) => {
    if (!isFault(fault)) throw fault;
    return undefined;
  });
  if (opened) {
    attempt(() => opened.write(() => opened.db.exec('DELETE FROM snapshot')));
    attempt(() => opened.settle());
    await opened[Symbol.asyncDispose]();
  }
  unlink(options.dataDir);
  options.log?.warn({}, 'the policy wants no snapshots: those that were kept are removed');
  return {};
}

const open = ({ dataDir, sealer }: SnapshotsOptions): Promise<StoreFile> =>
  StoreFile.open({ path: join(dataDir, NAME), sealer, migrations: SNAPSHOT_MIGRATIONS });

function unlink(dataDir: string): void {
  try {
    for (const suffix of ['-wal', '-journal', '']) rmSync(join(dataDir, `${NAME}${suffix}`), { force: true });
  } catch (error) {
    throw storeFault(error, NAME);
  }
}
