// Portable pixmaps as ffmpeg writes and reads them: each picture says its size, so nobody has to be told it apart.
import { type ColourImage, KioskError } from '../../protocol/index.ts';

const HEADER = /^P6\n(\d{1,5}) (\d{1,5})\n255\n$/;
const HEADER_LINES = 3;
const MOST_HEADER_BYTES = 24;
const LINE_FEED = 0x0a;
const CHANNELS = 3;
/** What a hostile header can make us allocate: 48 MiB. */
const MOST_SIDE_PX = 4096;

export const pixmapHeader = ({ widthPx, heightPx }: Omit<ColourImage, 'pixels'>): Uint8Array =>
  Buffer.from(`P6\n${widthPx} ${heightPx}\n255\n`, 'latin1');

interface Filling {
  readonly image: ColourImage;
  filled: number;
}

/** A hand-written parser, because the pixels go straight to where they stay: a table would copy them once more. */
export class PixmapReader {
  readonly #bufferOf: (bytes: number) => Uint8Array;
  #header = '';
  #lines = 0;
  #filling: Filling | undefined;

  /** `bufferOf` is asked once for each picture. */
  constructor(bufferOf: (bytes: number) => Uint8Array) {
    this.#bufferOf = bufferOf;
  }

  /** The pictures that are whole with this chunk, each before the next is begun. @throws KioskError PROTOCOL_MALFORMED */
  *read(chunk: Uint8Array): Generator<ColourImage, void, undefined> {
    let offset = 0;
    while (offset < chunk.length) {
      if (!this.#filling) {
        this.#readHeader(chunk[offset] ?? 0);
        offset += 1;
        continue;
      }
      const { image } = this.#filling;
      const part = chunk.subarray(offset, offset + image.pixels.length - this.#filling.filled);
      image.pixels.set(part, this.#filling.filled);
      this.#filling.filled += part.length;
      offset += part.length;
      if (this.#filling.filled < image.pixels.length) return;
      this.#filling = undefined;
      yield image;
    }
  }

  #readHeader(byte: number): void {
    this.#header += String.fromCharCode(byte);
    if (byte === LINE_FEED) this.#lines += 1;
    if (this.#lines < HEADER_LINES && this.#header.length < MOST_HEADER_BYTES) return;
    const size = sizeIn(this.#header);
    this.#header = '';
    this.#lines = 0;
    const pixels = this.#bufferOf(size.widthPx * size.heightPx * CHANNELS);
    this.#filling = { image: { ...size, pixels }, filled: 0 };
  }
}

function sizeIn(header: string): Omit<ColourImage, 'pixels'> {
  const [, width = '', height = ''] = HEADER.exec(header) ?? [];
  const size = { widthPx: Number(width), heightPx: Number(height) };
  const isFit = (side: number): boolean => side > 0 && side <= MOST_SIDE_PX;
  // What stands there is no header, so it may be anything, a face as well: it is not quoted.
  if (!isFit(size.widthPx) || !isFit(size.heightPx)) throw new KioskError('PROTOCOL_MALFORMED', { format: 'pixmap' });
  return size;
}
