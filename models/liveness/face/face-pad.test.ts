// The whole of it with the real networks, on people and attacks drawn from the supplied photos at run time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { ColourImage } from '../../../protocol/computing.ts';
import { MANIFEST, notSupplied, photo, WEIGHTS } from '../../face/fixtures/supplied.ts';
import { type Face, FaceEngine } from '../../face/index.ts';
import { facePresentation, judgeBurst, presentedBurst, type Watchers } from './evaluation/face-presentation.ts';
import { judgePhoto } from './evaluation/judge-photo.ts';
import { face } from './fixtures/evidence.ts';
import { type ChallengeName, FacePad, headTurn, judgePicture } from './index.ts';
import {
  PlayedScene,
  SCENE_BYTES,
  SIMULATED_FACE_ATTACKS,
  SimulatedSitter,
  SimulatedSwap,
  simulatedAttack,
} from './laboratory.ts';

const never = new AbortController().signal;

t.test(
  'without networks everything is observed and nobody is living; weights that were altered are refused',
  async (t) => {
    const folder = t.testdir();
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ format: 1, models: [] }));
    await using pad = await FacePad.open({ manifest }, never);
    t.strictSame(pad.models, []);
    const image = { widthPx: 1280, heightPx: 720, pixels: new Uint8Array(SCENE_BYTES).fill(90) };
    const evidence = await pad.observe({ image, face: face(), number: 1, atMs: 5 }, never);
    t.match(evidence, { number: 1, atMs: 5, models: [], digest: /^[0-9a-f]{64}$/ });
    t.equal(image.pixels[99], 90, "the caller's own is the caller's to wipe");
    t.equal(judgeBurst([evidence, evidence]).result, 'attack', 'the same frame twice');
    t.match(judgePicture(evidence), { live: null, score: null });
    await t.rejects(pad.observe({ image: { ...image, widthPx: 1 }, face: face(), number: 2, atMs: 6 }, never), {
      code: 'IMAGE_SIZE',
    });
    const lost = face();
    const beyond = { ...lost, box: { ...lost.box, leftPx: 5000 } };
    await t.rejects(pad.observe({ image, face: beyond, number: 2, atMs: 6 }, never), { code: 'IMAGE_SIZE' });
    await t.rejects(pad.observe({ image, face: face(), number: 2, atMs: 6 }, AbortSignal.abort(new Error('gone'))), {
      message: 'gone',
    });
    await t.rejects(FacePad.open({ manifest: MANIFEST, weightsDir: folder }, never), { code: 'MODEL_MISSING' });
    for (const file of ['minifasnet_v2_scale2.7_80.onnx', 'minifasnet_v1se_scale4.0_80.onnx'])
      writeFileSync(join(folder, file), 'x');
    await t.rejects(FacePad.open({ manifest: MANIFEST, weightsDir: folder }, never), { code: 'MODEL_ALTERED' });
    await pad[Symbol.asyncDispose]();
    await t.rejects(pad.observe({ image, face: face(), number: 2, atMs: 6 }, never), { code: 'WORKER_LOST' });
  },
);

t.test('with the supplied photos and networks', { skip: notSupplied() }, async (t) => {
  const models = { manifest: MANIFEST, weightsDir: WEIGHTS };
  const engine = await FaceEngine.open(models, never);
  t.teardown(() => engine[Symbol.asyncDispose]());
  const pad = await FacePad.open(models, never);
  t.teardown(() => pad[Symbol.asyncDispose]());
  const look = async (image: ColourImage): Promise<readonly Face[]> => (await engine.look(image, never)).faces;
  const watchers: Watchers = { look, pad };
  const portrait = await photo('stock-emotions-a-4');
  const [found] = await look(portrait);
  if (!found) throw new Error('no face in the photo');
  const from = { photo: portrait, face: found, seed: 8 };
  const presented = (scene: Parameters<typeof facePresentation>[0], challenge: ChallengeName) =>
    facePresentation(scene, watchers, { challenge, seed: 3, signal: never });

  t.test('a frame that is only followed is looked at by no network, and by all else in the same way', async (t) => {
    const frame = { image: portrait, face: found, number: 1, atMs: 5 };
    const { models: asked, ...observed } = await pad.observe(frame, never);
    const { models: none, ...followed } = await pad.follow(frame, never);
    t.equal(asked.length, 2);
    t.strictSame(none, []);
    t.strictSame(followed, observed);
    t.match(judgeBurst(Array.from({ length: 8 }, () => ({ ...followed, models: none }))), { score: null });
    t.not(judgeBurst([{ ...followed, models: none }]).result, 'live');
  });

  t.test('a scene is drawn until it is put away, whatever has ended that began it', async (t) => {
    const scene = new PlayedScene();
    const stop = new AbortController();
    const frameAt = await scene.begin(from, 'living', stop.signal);
    const drawing = frameAt(40);
    stop.abort();
    const { widthPx, heightPx, pixels } = await drawing;
    t.strictSame([widthPx, heightPx, pixels.some((value) => value !== 0)], [1280, 720, true]);
    const last = frameAt(80).then(
      () => 'drawn',
      (fault: { readonly code?: string }) => fault.code,
    );
    await scene[Symbol.asyncDispose]();
    t.match(await last, /^(drawn|WORKER_LOST)$/, 'no bug');
    t.ok(
      pixels.every((value) => value === 0),
      'nothing of the person is left',
    );
  });

  t.test('both networks of the manifest look, photos of the living score as living, a drawing does not', async (t) => {
    t.strictSame(pad.models, [
      { name: 'minifasnet-v2', version: '2' },
      { name: 'minifasnet-v1se', version: '1' },
    ]);
    const scoreOf = async (name: string): Promise<number> => {
      const image = await photo(name);
      const [largest] = await look(image);
      if (!largest) throw new Error(`no face in ${name}`);
      return (await pad.inspect({ image, face: largest }, never)).score ?? -1;
    };
    for (const name of ['stock-emotions-a-1', 'stock-emotions-a-3', 'person-vlado', 'person-vlado1'])
      t.ok((await scoreOf(name)) > 0.95, name);
    t.ok((await scoreOf('ai-face')) < 0.3);
  });

  t.test('a living person, simulated, is found living and does what each challenge asks', async (t) => {
    for (const challenge of ['turn-left', 'blink'] as const) {
      const { liveness, performed } = await presented(new SimulatedSitter(from), challenge);
      t.match(liveness, { result: 'live', reasons: [] }, challenge);
      t.equal(performed, true, challenge);
    }
  });

  t.test(
    'a head turned to its own left has its nose to the right of the picture, and on the mirror is told from its right',
    async (t) => {
      const sitter = new SimulatedSitter(from);
      const [ahead] = await look(sitter.frameAt(0));
      sitter.perform('turn-left', 0);
      const [turned] = await look(sitter.frameAt(1000));
      if (!ahead || !turned) throw new Error('no face');
      t.ok(turned.landmarks.nose.xPx > ahead.landmarks.nose.xPx + 10);
      t.ok(headTurn(turned.landmarks) > headTurn(ahead.landmarks) + 0.1);
      const { performed } = await presented(new Wrongly(new SimulatedSitter(from)), 'turn-left');
      t.equal(performed, 'wrong-direction');
    },
  );

  t.test('every simulated attack is found, but a photo whose rims are out of sight', async (t) => {
    for (const kind of SIMULATED_FACE_ATTACKS) {
      if (kind === 'simulated-close-photo' || kind === 'simulated-bent-photo') continue;
      const liveness = await presentedBurst(simulatedAttack(kind, from), watchers, { seed: 3, signal: never });
      t.match(liveness, { result: 'attack' }, kind);
    }
    const close = await presented(simulatedAttack('simulated-close-photo', from), 'come-closer');
    t.match(close, { gestured: true, performed: 'too-late' }, 'it comes closer, and does not turn as a head does');
  });

  t.test('one person after another is seen by the recogniser, not here', async (t) => {
    const other = await photo('ai-face');
    const [face] = await look(other);
    if (!face) throw new Error('no face');
    const swap = new SimulatedSwap({ before: from, after: { photo: other, face, seed: 9 }, atMs: 500 });
    const [first, second] = [swap.frameAt(0), swap.frameAt(600)];
    t.ok((await look(first)).length === 1 && (await look(second)).length === 1);
    t.not(Buffer.compare(first.pixels, second.pixels), 0);
  });

  t.test('a photo is judged in every kind, and one in which nobody looks ahead not at all', async (t) => {
    const kinds: string[] = [];
    const stop = new AbortController();
    const judge = async (): Promise<void> => {
      const photoOf = { photo: portrait, person: 'someone', seed: 1 };
      for await (const { kind, person, liveness } of judgePhoto(photoOf, watchers, stop.signal)) {
        kinds.push(kind);
        t.match({ person, liveness }, { person: 'someone', liveness: { result: /live|attack/ } });
        if (kinds.length === 2) stop.abort(new Error('enough'));
      }
    };
    await t.rejects(judge(), { message: 'enough' });
    t.strictSame(kinds, ['simulated-living', 'simulated-print']);
    for (const name of ['background', 'stock-emotions-a-2'])
      for await (const { kind } of judgePhoto({ photo: await photo(name), person: name, seed: 1 }, watchers, never))
        t.fail(`${name} was judged as ${kind}`);
  });

  t.test('a sitter fills the buffer it is given, and the same seed makes the same frames', async (t) => {
    const buffer = new Uint8Array(SCENE_BYTES);
    const frame = new SimulatedSitter(from).frameAt(40, buffer);
    t.equal(frame.pixels, buffer);
    t.ok(Buffer.from(new SimulatedSitter(from).frameAt(40).pixels).equals(buffer));
    const sitter = new SimulatedSitter(from);
    t.notOk(Buffer.from(sitter.frameAt(40).pixels).equals(Buffer.from(sitter.frameAt(40).pixels)), 'fresh noise');
  });
});

/** Turns the other way. */
class Wrongly {
  readonly #sitter: SimulatedSitter;

  constructor(sitter: SimulatedSitter) {
    this.#sitter = sitter;
  }

  frameAt(atMs: number, into?: Uint8Array): ColourImage {
    return this.#sitter.frameAt(atMs, into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#sitter.perform(challenge === 'turn-left' ? 'turn-right' : 'turn-left', atMs);
  }
}
