// Attacks on the face's camera, drawn from a photo. Simulated, every one; their names say so.
import { CutOutEyes } from './cut-out-eyes.ts';
import { photoLook, printLook } from './flat-picture.ts';
import { HeldBent, HeldClose, HeldScreen, HeldStill } from './held-scenes.ts';
import { InjectedLoop, InjectedStill } from './injected-scenes.ts';
import type { SimulatedScene } from './simulated-scene.ts';
import type { ScenePhoto } from './simulated-sitter.ts';

/** Print, photo, cut-out eyes and screen are held before the camera; the others are fed into its wire. */
export const SIMULATED_FACE_ATTACKS = [
  'simulated-print',
  'simulated-held-photo',
  'simulated-close-photo',
  'simulated-bent-photo',
  'simulated-screen',
  'simulated-cut-out-eyes',
  'simulated-frozen',
  'simulated-noisy-still',
  'simulated-loop',
] as const;
export type SimulatedFaceAttack = (typeof SIMULATED_FACE_ATTACKS)[number];

export function simulatedAttack(kind: SimulatedFaceAttack, from: ScenePhoto): SimulatedScene {
  switch (kind) {
    case 'simulated-print':
      return new HeldStill(from, { look: printLook, rimPx: 22, rimGrey: 205 });
    case 'simulated-held-photo':
      return new HeldStill(from, { look: photoLook, rimPx: 0, rimGrey: 0 });
    case 'simulated-close-photo':
      return new HeldClose(from);
    case 'simulated-bent-photo':
      return new HeldBent(from);
    case 'simulated-screen':
      return new HeldScreen(from);
    case 'simulated-cut-out-eyes':
      return new CutOutEyes(from);
    case 'simulated-frozen':
      return new InjectedStill(from, { noisy: false });
    case 'simulated-noisy-still':
      return new InjectedStill(from, { noisy: true });
    case 'simulated-loop':
      return new InjectedLoop(from);
  }
}
