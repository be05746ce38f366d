// A person who was drawn beforehand: every frame once and in its order, and the movement that is asked for from the next frame on.
import { join } from 'node:path';
import t from 'tap';
import { MANIFEST, notSupplied, WEIGHTS } from '../../../models/face/fixtures/supplied.ts';
import { decodePhoto, FaceEngine, headTurn } from '../../../models/index.ts';
import { drawnFace } from './drawn-faces.ts';
import { RehearsedScene } from './rehearsed-scene.ts';

const never = new AbortController().signal;
/** Few, because drawing takes its time. */
const FRAMES_PER_SECOND = 3;

t.test(
  'a rehearsed person turns when they are told to, and no frame comes twice',
  { skip: notSupplied() },
  async (t) => {
    await using engine = await FaceEngine.open({ manifest: MANIFEST, weightsDir: WEIGHTS }, never);
    const photo = await drawnFace('somsri');
    const [face] = await engine.find(photo, never);
    if (!face) throw new Error('a drawn face without a face');
    const how = { path: join(t.testdir(), 'somsri.film'), framesPerSecond: FRAMES_PER_SECOND, reactionMs: 0 };
    await using scene = await RehearsedScene.rehearse({ photo, face, seed: 1 }, how, never);
    const seen = new Set<string>();
    let atMs = 0;
    const turns = async (frames: number): Promise<readonly number[]> => {
      const found: number[] = [];
      for (let frame = 0; frame < frames; frame += 1) {
        atMs += 1000 / FRAMES_PER_SECOND;
        const { jpeg } = await scene.picture(atMs);
        seen.add(Buffer.from(jpeg).toString('base64'));
        const [one] = await engine.find(await decodePhoto(jpeg), never);
        if (one) found.push(headTurn(one.landmarks));
      }
      return found;
    };
    const resting = await turns(3);
    await scene.perform('turn-left');
    const turning = await turns(6);
    t.equal(seen.size, 9, 'no frame twice');
    t.ok(Math.max(...resting.map(Math.abs)) < 0.12, `straight ahead: ${resting}`);
    t.ok(Math.max(...turning) > 0.2, `to their own left: ${turning}`);
    await scene.perform('turn-right');
    atMs += 5000;
    const after = await turns(5);
    t.equal(seen.size, 14, 'none of those that were seen before');
    t.ok(Math.max(...after.map(Math.abs)) < 0.12, `the camera was off meanwhile: straight ahead, ${after}`);
  },
);
