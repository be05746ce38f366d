// Draws a simulated person, or attack, on a thread of its own. Wiring only.
import { answering } from '../../../runtime/in-worker.ts';
import { ScenePlayer, type SceneTask } from './scene-tasks.ts';

const player = new ScenePlayer();

export const handler = answering((task: SceneTask) => player.answer(task));
