// The port of whatever tells skin from a copy of it by its texture: statistics built in, or a network by the manifest.
import type { FingerTemplate, GrayImage } from '../../../../protocol/computing.ts';

export interface TextureImpression {
  readonly image: GrayImage;
  /** Of that image, with its ridge map. */
  readonly template: FingerTemplate;
}

export type TextureFinding =
  /** `score` is 0 as skin, 1 as a copy; an attack is a score above `threshold`. */
  | { readonly kind: 'scored'; readonly score: number; readonly threshold: number }
  | { readonly kind: 'too-little-ridge' }
  /** Nobody has measured what skin looks like on this sensor. */
  | { readonly kind: 'unknown-sensor' };

export interface TexturePad {
  /** With its number, such as `statistics-1`: journaled with each result. */
  readonly version: string;
  /** @throws KioskError of the runtime that carries the model; when aborted, the signal's reason. */
  assess(impression: TextureImpression, signal: AbortSignal): Promise<TextureFinding>;
}
