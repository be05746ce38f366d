// Sealing: AES-256-GCM with a text of its own for each place, so that nothing sealed fits elsewhere.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KioskError } from '../../../protocol/index.ts';

const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1;
const TEXT_AT = NONCE_AT + NONCE_BYTES;

/** Where something sealed belongs: its store, its row, its version. */
export type Place = readonly (string | number)[];

const placeBytes = (place: Place): Buffer => Buffer.from(JSON.stringify(place), 'utf8');

/** Random nonces: one key stays far below the 2^32 messages that NIST SP 800-38D allows it. */
export class Sealer {
  readonly #key: Uint8Array;
  readonly #random: (bytes: number) => Uint8Array;

  constructor(key: Uint8Array, random: (bytes: number) => Uint8Array = randomBytes) {
    this.#key = key;
    this.#random = random;
  }

  /** Format byte, nonce, ciphertext, tag. */
  seal(plain: Uint8Array, place: Place): Buffer {
    const nonce = this.#random(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(placeBytes(place));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, text, cipher.getAuthTag()]);
  }

  /** @throws KioskError SEAL_BROKEN where it was altered, cut, moved from another place, or sealed with another key */
  open(sealed: Uint8Array, place: Place): Buffer {
    const broken = (cause?: unknown): KioskError => new KioskError('SEAL_BROKEN', { store: String(place[0]) }, cause);
    if (sealed[0] !== FORMAT || sealed.length < TEXT_AT + TAG_BYTES) throw broken();
    const nonce = sealed.subarray(NONCE_AT, TEXT_AT);
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(placeBytes(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT, -TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw broken(error);
    }
  }

  sealText(text: string, place: Place): Buffer {
    return this.seal(Buffer.from(text, 'utf8'), place);
  }

  openText(sealed: Uint8Array, place: Place): string {
    return this.open(sealed, place).toString('utf8');
  }
}
