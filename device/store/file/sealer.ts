// Sealing: AES-256-GCM with a text of its own for each place, so that nothing sealed fits elsewhere.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KioskError } from '../../../protocol/index.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of what the first key of a store has sealed. */
const FIRST_FORMAT = 1;
/** The generation follows, two bytes of it. */
const FORMAT = 2;
const MOST_GENERATIONS = 0xffff;
/** Enough of anything sealed to tell which key has sealed it. */
export const MARK_BYTES = 3;

/** Where something sealed belongs: its store, its row, its version. */
export type Place = readonly (string | number)[];

/** 32 bytes of each generation, from 0. */
export type KeyOfGeneration = (generation: number) => Uint8Array;

const placeBytes = (place: Place): Buffer => Buffer.from(JSON.stringify(place), 'utf8');

/** Format and generation, as they stand before the nonce. */
function markOf(generation: number): Buffer {
  if (generation === 0) return Buffer.of(FIRST_FORMAT);
  const mark = Buffer.of(FORMAT, 0, 0);
  mark.writeUInt16BE(generation, 1);
  return mark;
}

/** Undefined where it was sealed by nobody here. */
function generationOf(sealed: Uint8Array): number | undefined {
  const [format, high = 0, low = 0] = sealed;
  if (format === FIRST_FORMAT) return 0;
  return format === FORMAT ? high * 256 + low : undefined;
}

/** Random nonces: one key stays far below the 2^32 messages that NIST SP 800-38D allows it. */
export class Sealer {
  readonly #keyOf: KeyOfGeneration;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #keys = new Map<number, Uint8Array>();
  #generation = 0;
  #oldest = 0;

  constructor(keyOf: KeyOfGeneration, random: (bytes: number) => Uint8Array = randomBytes) {
    this.#keyOf = keyOf;
    this.#random = random;
  }

  /** Of the key that seals: 0 at first. */
  get generation(): number {
    return this.#generation;
  }

  /** With whose key is sealed from now on: that of `sealed`, or a later one. */
  follow(sealed: Uint8Array): void {
    this.#generation = Math.max(this.#generation, generationOf(sealed) ?? 0);
  }

  /** Of the oldest key by which anything opens: 0 at first. */
  get oldest(): number {
    return this.#oldest;
  }

  /** What keys before this generation have sealed opens no more. */
  believeFrom(generation: number): void {
    this.#oldest = Math.max(this.#oldest, generation);
  }

  /** One that seals with the next key. @throws RangeError after 65,535 of them */
  successor(): Sealer {
    if (this.#generation === MOST_GENERATIONS) throw new RangeError('no further generation of a key');
    const next = new Sealer(this.#keyOf, this.#random);
    next.#generation = this.#generation + 1;
    return next;
  }

  /** Whether it was sealed with the newest key, by its first bytes. */
  isNewest(mark: Uint8Array): boolean {
    return generationOf(mark) === this.#generation;
  }

  /** Format byte (and generation), nonce, ciphertext, tag. */
  seal(plain: Uint8Array, place: Place): Buffer {
    const nonce = this.#random(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key(this.#generation), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(placeBytes(place));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([markOf(this.#generation), nonce, text, cipher.getAuthTag()]);
  }

  /** @throws KioskError SEAL_BROKEN where it was altered, cut, moved from another place, or sealed with another key, also one of before or after those that are believed */
  open(sealed: Uint8Array, place: Place): Buffer {
    const broken = (cause?: unknown): KioskError => new KioskError('SEAL_BROKEN', { store: String(place[0]) }, cause);
    const generation = generationOf(sealed);
    if (generation === undefined || generation < this.#oldest || generation > this.#generation) throw broken();
    const nonceAt = markOf(generation).length;
    const textAt = nonceAt + NONCE_BYTES;
    if (sealed.length < textAt + TAG_BYTES) throw broken();
    const nonce = sealed.subarray(nonceAt, textAt);
    const decipher = createDecipheriv(CIPHER, this.#key(generation), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(placeBytes(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const plain = decipher.update(sealed.subarray(textAt, -TAG_BYTES));
      // Of GCM the end brings no bytes, only its verdict.
      decipher.final();
      return plain;
    } catch (error) {
      throw broken(error);
    }
  }

  #key(generation: number): Uint8Array {
    const key = this.#keys.get(generation) ?? this.#keyOf(generation);
    this.#keys.set(generation, key);
    return key;
  }

  sealText(text: string, place: Place): Buffer {
    return this.seal(Buffer.from(text, 'utf8'), place);
  }

  openText(sealed: Uint8Array, place: Place): string {
    return this.open(sealed, place).toString('utf8');
  }
}
