// What a person sees of themselves: small mirrored JPEG pictures of the same frames, made only while somebody looks.
import type { Clock, ColourImage, Listenable } from '../../protocol/index.ts';
import { PREVIEW_PER_SECOND } from '../ports/camera.ts';

const WIDTH_PX = 640;
const JPEG_QUALITY = 75;
const PERIOD_MS = 1000 / PREVIEW_PER_SECOND;
/** A frame that comes this much too early is taken all the same: at 24 a second every other one is. */
const EARLY_MS = 5;

type Sharp = typeof import('sharp').default;

export interface PreviewParts {
  readonly clock: Clock;
  readonly log?: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

export class Preview implements Listenable<Uint8Array> {
  readonly #parts: PreviewParts;
  readonly #listeners = new Set<(jpeg: Uint8Array) => void>();
  #frame: ColourImage | undefined;
  #sharp: Promise<Sharp | undefined> | undefined;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #isBusy = false;
  #isOn = false;

  constructor(parts: PreviewParts) {
    this.#parts = parts;
  }

  listen(listener: (jpeg: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a copy where a picture is due. While one is in the making frames pass by: nothing queues. */
  offer(image: ColourImage, atMs: number): void {
    this.#isOn = true;
    const isEarly = atMs - this.#lastAtMs < PERIOD_MS - EARLY_MS;
    if (this.#isBusy || isEarly || this.#listeners.size === 0) return;
    this.#lastAtMs = atMs;
    this.#isBusy = true;
    void this.#make(this.#copyOf(image));
  }

  /** The camera is off: no picture is sent any more, and what was copied is zeroed. */
  end(): void {
    this.#isOn = false;
    this.#frame?.pixels.fill(0);
    this.#frame = undefined;
  }

  /** One buffer for all of them: the frame itself may be taken and wiped while sharp still reads. */
  #copyOf(image: ColourImage): ColourImage {
    const pixels = this.#frame?.pixels.length === image.pixels.length ? this.#frame.pixels : image.pixels.slice();
    pixels.set(image.pixels);
    if (this.#frame?.pixels !== pixels) this.#frame?.pixels.fill(0);
    this.#frame = { ...image, pixels };
    return this.#frame;
  }

  async #make({ widthPx, heightPx, pixels }: ColourImage): Promise<void> {
    try {
      this.#sharp ??= this.#load();
      const sharp = await this.#sharp;
      if (!sharp) return;
      const jpeg = await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
        .resize({ width: WIDTH_PX, withoutEnlargement: true, kernel: 'linear' })
        .flop()
        .jpeg({ quality: JPEG_QUALITY })
        .toBuffer();
      if (!this.#isOn) return;
      for (const listener of [...this.#listeners]) listener(jpeg);
    } finally {
      this.#isBusy = false;
    }
  }

  /** A kiosk without it shows no preview, and works. */
  async #load(): Promise<Sharp | undefined> {
    try {
      const { default: sharp } = await import('sharp');
      // Its cache would keep pictures of people.
      sharp.cache(false);
      return sharp;
    } catch (error) {
      this.#parts.log?.('no preview: sharp cannot be loaded', { code: 'HAL_UNAVAILABLE', reason: String(error) });
      return undefined;
    }
  }
}
