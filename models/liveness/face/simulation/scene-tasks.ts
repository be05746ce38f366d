// What the thread of a simulated scene does: begins a scene, draws its frames, has the person do something.
import type { ChallengeName } from '../challenge/challenges.ts';
import { SIMULATED_FACE_ATTACKS, type SimulatedFaceAttack, simulatedAttack } from './simulated-attacks.ts';
import type { SimulatedScene } from './simulated-scene.ts';
import { type ScenePhoto, SimulatedSitter } from './simulated-sitter.ts';

/** A living person, or an attack made of the same photo. All simulated. */
export type SceneManner = 'living' | SimulatedFaceAttack;
export const SCENE_MANNERS: readonly SceneManner[] = ['living', ...SIMULATED_FACE_ATTACKS];

export type SceneTask =
  | { readonly kind: 'begin'; readonly photo: ScenePhoto; readonly manner: SceneManner }
  | { readonly kind: 'frame'; readonly atMs: number }
  | { readonly kind: 'perform'; readonly challenge: ChallengeName; readonly atMs: number };

/** Pixels of a frame; none where none was asked for. */
export interface SceneValue {
  readonly pixels: Uint8Array | undefined;
}

const NOTHING: SceneValue = { pixels: undefined };

export class ScenePlayer {
  #scene: SimulatedScene | undefined;

  answer(task: SceneTask): SceneValue {
    switch (task.kind) {
      case 'begin':
        this.#scene =
          task.manner === 'living' ? new SimulatedSitter(task.photo) : simulatedAttack(task.manner, task.photo);
        return NOTHING;
      case 'frame':
        return { pixels: this.#scene?.frameAt(task.atMs).pixels };
      case 'perform':
        this.#scene?.perform(task.challenge, task.atMs);
        return NOTHING;
    }
  }
}
