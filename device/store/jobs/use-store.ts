// Whether an officer of the fleet has put the terminal out of use, over restarts.
import { sealedColumn } from '../file/reseal.ts';
import type { Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

const PLACE = ['out-of-use'] as const;

export const SEALED_USE = [sealedColumn('out_of_use', 'sealed', () => PLACE)];

/** The reason that stands on the screen. */
export const USE_UNREAD = 'อ่านสถานะงดใช้งานไม่ได้ / whether it is out of use could not be read';

export class UseStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;

  /** @param file that of the jobs */
  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
  }

  /** Null while people are served. @throws KioskError SEAL_BROKEN; of the store */
  get outOfUse(): string | null {
    const select = this.#file.db.prepare<[], Buffer>('SELECT sealed FROM out_of_use').pluck();
    const sealed = this.#file.read(() => select.get());
    return sealed === undefined ? null : this.#sealer.openText(sealed, PLACE);
  }

  /** @throws KioskError of the store */
  setOutOfUse(reason: string | null): void {
    const { db } = this.#file;
    this.#file.grow(() => {
      if (reason === null) db.prepare('DELETE FROM out_of_use').run();
      else
        db.prepare('INSERT OR REPLACE INTO out_of_use (id, sealed) VALUES (1, ?)').run(
          this.#sealer.sealText(reason, PLACE),
        );
    });
  }

  /** Nobody can say any more whether it had been put out of use: so it is, until an officer says otherwise. @throws as the others */
  lost(): void {
    if (this.outOfUse === null) this.setOutOfUse(USE_UNREAD);
  }
}
