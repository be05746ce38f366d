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
  /** Drawn into memory that both threads see: thirty copies a second would keep the main thread's collector busy. */
  | { readonly kind: 'frame'; readonly atMs: number; readonly into: Uint8Array }
  | { readonly kind: 'perform'; readonly challenge: ChallengeName; readonly atMs: number };

export interface SceneValue {
  readonly hasBegun: boolean;
}

export class ScenePlayer {
  #scene: SimulatedScene | undefined;

  answer(task: SceneTask): SceneValue {
    this.#follow(task);
    return { hasBegun: this.#scene !== undefined };
  }

  #follow(task: SceneTask): void {
    switch (task.kind) {
      case 'begin':
        this.#scene =
          task.manner === 'living' ? new SimulatedSitter(task.photo) : simulatedAttack(task.manner, task.photo);
        return;
      case 'frame':
        this.#scene?.frameAt(task.atMs, task.into);
        return;
      case 'perform':
        this.#scene?.perform(task.challenge, task.atMs);
        return;
    }
  }
}
