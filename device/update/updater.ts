// Puts a release on trial, keeps it where it runs well, and goes back where it does not. Run as root, by units of its own: the service, which meets
// people and networks, can write no program.
import type { ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, KioskError, openRelease, type Release } from '../../protocol/index.ts';
import { NETWORKS_FOLDER } from '../models/weights-folder.ts';
import { runProgram } from '../run-program.ts';
import { unpackRelease } from './release-archive.ts';
import type { SlotStore } from './slot-store.ts';
import {
  confirmed,
  emptied,
  forgiven,
  lookedAt,
  mustBeNew,
  onTrial,
  rebased,
  type Slot,
  type Slots,
  spareSlot,
  started,
  wentBack,
} from './slots.ts';

/** Long enough for a slow disk; one that hangs is none. */
const SMOKE_LIMIT_MS = 120_000;

export interface UpdaterParts {
  readonly store: SlotStore;
  /** RFC 7638 thumbprints of the keys that may publish. */
  readonly publishers: () => Promise<readonly string[]>;
  readonly architecture: Architecture;
  /** What this terminal is called by its maker; undefined: nothing that was made for one kind alone fits. */
  readonly hardware: string | undefined;
  /** The release of the package. */
  readonly base: number;
  /** As whom a release is started for the first time: nobody has tried it yet. Undefined: as whoever runs this. */
  readonly stranger?: number | undefined;
}

export interface Staged {
  readonly release: Release;
  readonly slot: Slot;
}

export class Updater {
  readonly #parts: UpdaterParts;

  constructor(parts: UpdaterParts) {
    this.#parts = parts;
  }

  async state(): Promise<Slots> {
    const { store, base } = this.#parts;
    return rebased(await store.read(base), base);
  }

  /**
   * From the next start of the service on the release is on trial. Nothing of what runs is touched.
   * @param archive a file that nobody else can write
   * @param isWanted whether whoever has asked for it still does, once it is there
   * @throws KioskError SIGNATURE_BROKEN, FLEET_UNTRUSTED, PROTOCOL_MALFORMED, UPDATE_REFUSED, STORE_FULL
   */
  async apply(
    jws: Uint8Array,
    archive: string,
    signal: AbortSignal,
    isWanted: () => Promise<boolean> = async () => true,
  ): Promise<Staged> {
    const { store, stranger } = this.#parts;
    const release = await this.open(jws);
    const before = await this.state();
    const slot = spareSlot(before);
    const folder = store.folderOf(slot);
    await store.write(emptied(before));
    try {
      await unpackRelease(archive, folder, release, signal);
      await mustRun(folder, release, { stranger, signal });
      if (!(await isWanted())) throw refused('it was called off');
    } catch (fault) {
      await rm(folder, { recursive: true, force: true });
      throw fault;
    }
    await store.write(onTrial(before, release.release));
    return { release, slot };
  }

  /** What is signed, where it may be taken here. @throws KioskError as `apply` */
  async open(jws: Uint8Array): Promise<Release> {
    const release = await openRelease(jws, await this.#parts.publishers());
    this.#mustFit(release);
    mustBeNew(await this.state(), release.release);
    return release;
  }

  /** State and link are as the package of this machine wants them. */
  async settle(): Promise<Slots> {
    return await this.#become((slots) => slots);
  }

  /** Before each start of the service: whether what is on trial is tried once more. */
  async starting(): Promise<Slots> {
    return await this.#become(started);
  }

  /** Every five minutes, while there is a trial: whether it has had its time. */
  async look(): Promise<Slots> {
    return await this.#become(lookedAt);
  }

  /** @param release that says of itself that it runs well */
  async confirm(release: number): Promise<Slots> {
    return await this.#become((slots) => confirmed(slots, release));
  }

  /** At once: from a trial to the one before, else to the package. The same where that runs. */
  async goBack(why: string): Promise<Slots> {
    return await this.#become((slots) => wentBack(slots, why));
  }

  /** A release that has failed here may be tried again. */
  async forgive(release: number): Promise<Slots> {
    return await this.#become((slots) => forgiven(slots, release));
  }

  async #become(next: (slots: Slots) => Slots): Promise<Slots> {
    const { store } = this.#parts;
    const slots = next(await this.state());
    await store.write(slots);
    return slots;
  }

  #mustFit({ architecture, hardware }: Release): void {
    const own = this.#parts;
    if (architecture !== own.architecture) throw refused(`it is for ${architecture}, and this is ${own.architecture}`);
    if (hardware.length > 0 && !hardware.some((name) => name === own.hardware))
      throw refused(`it is for ${hardware.join(', ')}, and this is ${own.hardware ?? 'of no name'}`);
  }
}

interface FirstRun {
  readonly stranger: number | undefined;
  readonly signal: AbortSignal;
}

/** It starts here and says that it is what was signed, and the networks that it brings answer on this machine as they must. */
async function mustRun(folder: string, { version }: Release, how: FirstRun): Promise<void> {
  const said = await saidBy(folder, ['--version'], how).catch((cause: unknown) => {
    throw new KioskError('UPDATE_REFUSED', { why: 'it does not start on this machine' }, cause);
  });
  if (said.trim() !== version) throw refused(`it says that it is ${said.trim().slice(0, 40)}, not ${version}`);
  const networks = join(folder, NETWORKS_FOLDER);
  if (!existsSync(networks)) return;
  await saidBy(folder, ['models', 'check', '--weights', networks], how).catch((cause: unknown) => {
    throw new KioskError('UPDATE_REFUSED', { why: `its networks do not answer as they must: ${saidIn(cause)}` }, cause);
  });
}

/** @throws what the program failed with; the signal's reason when aborted */
async function saidBy(folder: string, words: readonly string[], { stranger, signal }: FirstRun): Promise<string> {
  const program = join(folder, 'bin', 'node');
  const file = join(folder, 'dist', 'device', 'ridged.js');
  return await runProgram(program, [file, ...words], {
    ...{ signal, timeout: SMOKE_LIMIT_MS, killSignal: 'SIGKILL', cwd: folder, env: {} },
    ...(stranger !== undefined && { uid: stranger, gid: stranger }),
  });
}

/** The last of it, on one line. */
function saidIn(cause: unknown): string {
  const failed = cause as Partial<ExecFileException & { readonly stdout: string; readonly stderr: string }>;
  const { stdout = '', stderr = '', killed, signal } = failed;
  if (killed) return `nothing was said within ${SMOKE_LIMIT_MS / 1000} s`;
  if (signal) return `it was ended by ${signal}`;
  return `${stdout}${stderr}`.trim().replaceAll('\n', '; ').slice(-200);
}

const refused = (why: string): KioskError => new KioskError('UPDATE_REFUSED', { why });
