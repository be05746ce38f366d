// The slots of this machine: a folder for each staged release, the state beside them, and the link that is started. Written by root alone.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Slot, type Slots, slotsOf, slotsSchema } from './slots.ts';
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

  /** What the unit starts: `current`. */
  get link(): string {
    return join(this.#places.folder, CURRENT);
  }

  /** @param base the release of the package; a state that cannot be read is as if nothing had ever been staged */
  async read(base: number): Promise<Slots> {
    try {
      return slotsSchema.parse(JSON.parse(await readFile(join(this.#places.folder, STATE), 'utf8')));
    } catch {
      return slotsOf(base);
    }
  }

  /** The state first: a cut before the link was set is mended by the next `write`, or `mend`. */
  async write(slots: Slots): Promise<void> {
    const { folder } = this.#places;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await writeDurably(join(folder, STATE), JSON.stringify(slots), 0o644);
    await this.mend(slots);
  }

  /** The link, and the mark by which a start knows that it has to be counted, are as the state says. */
  async mend({ active, trial }: Slots): Promise<void> {
    const wanted = this.folderOf(active);
    const is = await readlink(this.link).catch(() => undefined);
    if (is !== wanted) {
      const next = `${this.link}.new`;
      await rm(next, { force: true });
      await symlink(wanted, next);
      await rename(next, this.link);
    }
    const mark = join(this.#places.folder, TRIAL);
    if (trial && !existsSync(mark)) await writeDurably(mark, '', 0o644);
    if (!trial) await rm(mark, { force: true });
  }
}
