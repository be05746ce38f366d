// What stands, or is held, before a simulated camera. Drawn from a photo at run time; every kind is named simulated.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { ChallengeName } from '../challenge/challenges.ts';

export const SCENE_PX = { widthPx: 1280, heightPx: 720 } as const;
export const SCENE_BYTES = 3 * SCENE_PX.widthPx * SCENE_PX.heightPx;

export interface SimulatedScene {
  /**
   * What the camera sees at a moment. Times are asked for in order.
   * @param into of `SCENE_BYTES`, to be filled; made anew where left out
   */
  frameAt(atMs: number, into?: Uint8Array): ColourImage;
  /** The person, or whoever holds the attack, is told at this moment to do this, and tries. */
  perform(challenge: ChallengeName, atMs: number): void;
}

export const sceneImage = (pixels: Uint8Array): ColourImage => ({ ...SCENE_PX, pixels });
