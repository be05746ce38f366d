// The glass of a virtual sensor: what lies on it, and what the module sees of it.
import { type GrayImage, placeInWindow, resampleImage } from '../../protocol/index.ts';

/** `slips`: lies there just long enough to be noticed. `unreadable`: lies there, but no image comes of it. */
export type TouchManner = 'steady' | 'slips' | 'unreadable';

export interface GlassWindow {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

const WHITE = 255;

export class FingerGlass {
  readonly #window: GlassWindow;
  #touch: { readonly image: GrayImage; readonly manner: TouchManner } | undefined;

  constructor(window: GlassWindow) {
    this.#window = window;
  }

  get isTouched(): boolean {
    return this.#touch !== undefined;
  }

  /** The picture is brought to the sensor's resolution and centred in its window. */
  touch(image: GrayImage, manner: TouchManner): void {
    const resampled = resampleImage(image, this.#window.dpi);
    this.#touch = { image: placeInWindow(resampled, { ...this.#window, background: WHITE }), manner };
  }

  lift(): void {
    this.#touch = undefined;
  }

  /** One exposure. A finger that slips is noticed and gone before its image is whole. */
  expose():
    | { readonly seen: 'nothing' | 'unreadable' | 'slipped' }
    | { readonly seen: 'image'; readonly image: GrayImage } {
    const touch = this.#touch;
    if (!touch) return { seen: 'nothing' };
    if (touch.manner === 'unreadable') return { seen: 'unreadable' };
    if (touch.manner === 'steady') return { seen: 'image', image: touch.image };
    this.lift();
    return { seen: 'slipped' };
  }
}
