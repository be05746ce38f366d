// The slots of this machine: a folder for each staged release, the state beside them, and the link that is started. Written by root alone.
import { mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFault } from '../store/index.ts';
import { releaseIn } from './release-note.ts';
import { SLOTS, type Slot, type Slots, slotsOf, slotsSchema } from './slots.ts';
import { writeDurably } from './write-durably.ts';

const [STATE, CURRENT, TRIAL] = ['slots.json', 'current', 'trial'];

export interface SlotPlaces {
  /** Of the slots; the service cannot write there. */
  readonly folder: string;
  /** Of the package. */
  readonly base: string;
}

export class SlotStore {
  readonly #places: SlotPlaces;

  constructor(places: SlotPlaces) {
    this.#places = places;
  }

  folderOf(slot: Slot): string {
    return slot === 'base' ? this.#places.base : join(this.#places.folder, slot);
  }

  /** What is started: `current`. */
  get link(): string {
    return join(this.#places.folder, CURRENT);
  }

  /**
   * @param base the release of the package. A state that is not there, or says nothing, is made anew of what is started.
   * @throws KioskError STORE_* where it is there and cannot be read
   */
  async read(base: number): Promise<Slots> {
    const text = await readFile(join(this.#places.folder, STATE), 'utf8').catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
      throw storeFault(cause, STATE);
    });
    return stateIn(text) ?? (await this.#found(base));
  }

  /** What runs is kept, and nothing below it is taken: a lost state is no way back. */
  async #found(base: number): Promise<Slots> {
    const slots = slotsOf(base);
    const started = await readlink(this.link).catch(() => undefined);
    const active = SLOTS.find((slot) => slot !== 'base' && this.folderOf(slot) === started);
    const note = active && (await releaseIn(this.folderOf(active)).catch(() => undefined));
    if (!active || !note) return slots;
    const holds = { ...slots.holds, [active]: note.release };
    return { ...slots, active, holds, highest: Math.max(base, note.release) };
  }

  /**
   * A cut leaves the mark there, or the state before: the next start, which looks at the mark, mends what is left to do. So the mark comes
   * first, wherever there is a trial or another release is to be started, and goes last.
   */
  async write(slots: Slots): Promise<void> {
    const { folder } = this.#places;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const [mark, wanted] = [join(folder, TRIAL), this.folderOf(slots.active)];
    const isLinked = (await readlink(this.link).catch(() => undefined)) === wanted;
    if (slots.trial || !isLinked) await writeDurably(mark, '', 0o644);
    await writeDurably(join(folder, STATE), JSON.stringify(slots), 0o644);
    if (!isLinked) await this.#start(wanted);
    if (!slots.trial) await rm(mark, { force: true });
  }

  async #start(wanted: string): Promise<void> {
    const next = `${this.link}.new`;
    await rm(next, { force: true });
    await symlink(wanted, next);
    await rename(next, this.link);
  }
}

function stateIn(text: string): Slots | undefined {
  try {
    return slotsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
