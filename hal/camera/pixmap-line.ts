// What a camera needs of whatever brings its pictures: pixmaps as bytes, until it ends.
import type { KioskError, Listenable } from '../../protocol/index.ts';
import type { PictureWish } from './camera-config.ts';

/** One run of a camera. Whoever opens it disposes of it; disposing twice is allowed. */
export interface PixmapLine extends AsyncDisposable {
  /** Valid during the call alone: they are zeroed, or used again, afterwards. */
  readonly incoming: Listenable<Uint8Array>;
  /** Comes once, also to who listens late, and no bytes after it. */
  readonly ended: Listenable<KioskError>;
}

/** Opens a line anew after each loss. */
export interface PixmapSource {
  readonly model: string;
  readonly bus: string;
  readonly isVirtual: boolean;
  readonly wish: PictureWish;
  /** @throws KioskError HAL_DISCONNECTED, HAL_REFUSED, HAL_UNAVAILABLE */
  open(signal: AbortSignal): Promise<PixmapLine>;
}
