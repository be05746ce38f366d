// Little-endian numbers and names of a file, one after the other; the end of the file is never passed.
import { KioskError } from '../../protocol/computing.ts';

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws KioskError MODEL_UNFIT where there are not so many */
  take(length: number): Buffer {
    if (!(length >= 0 && length <= this.#bytes.length - this.#at)) throw cut();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16LE();
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  i32(): number {
    return this.take(4).readInt32LE();
  }

  /** Of 64 bits; a size that no file has is refused. */
  size(): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(this.#bytes.length)) throw cut();
    return Number(value);
  }

  text(length: number): string {
    return this.take(length).toString('utf8');
  }

  /** Up to a line feed, which is passed. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw cut();
    const said = this.text(end - this.#at);
    this.#at += 1;
    return said;
  }

  /** A copy: what is read may lie at any place of the file. */
  floats(count: number): Float32Array {
    const raw = this.take(4 * count);
    return new Float32Array(Uint8Array.from(raw).buffer);
  }
}

const cut = (): KioskError => new KioskError('MODEL_UNFIT', { detail: 'the file of parameters ends too early' });
