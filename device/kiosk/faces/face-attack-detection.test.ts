// The prove visit's detector: what is asked for, and what it becomes once somebody has done half of it.
import t from 'tap';
import type { FrameEvidence } from '../../../models/index.ts';
import { face, livingBurst } from '../../../models/liveness/face/fixtures/evidence.ts';
import { faceAttackDetection } from './face-attack-detection.ts';

const [someone] = livingBurst();
if (!someone) throw new Error('a burst without a frame');
const looked = async ({ atMs }: { readonly atMs: number }): Promise<FrameEvidence> => ({ ...someone, atMs });
const detection = faceAttackDetection({
  pad: { observe: looked, follow: looked },
  random: () => 0,
  sameFaceAt: 0.4,
});

t.test('who comes closer is asked to turn as well; a picture that only comes closer is late', async (t) => {
  const watch = detection.challenge(['come-closer', 'turn-right'], 0);
  t.equal(detection.challenge([], 0).instruction.kind, 'turn-left', 'none named: any of them');
  let atMs = 0;
  const see = (frames: number, seen: Parameters<typeof face>[0]): string => {
    let state = 'waiting';
    for (let frame = 0; frame < frames; frame += 1, atMs += 50) state = watch.see({ ...someone, atMs }, face(seen));
    return state;
  };
  t.equal(watch.instruction.kind, 'turn-right', 'a turn stands by itself');
  see(8, {});
  see(3, { turn: -0.1 });
  t.equal(see(8, { turn: -0.3 }), 'waiting');
  t.equal(see(3, {}), 'performed');
  const nearer = faceAttackDetection({ pad: { observe: looked, follow: looked }, random: () => 0.99, sameFaceAt: 0.4 });
  const series = nearer.challenge(['come-closer', 'turn-right'], 0);
  t.match(series.instruction, { kind: 'come-closer', guidance: { th: /./, en: /closer/ }, limitMs: 6000 });
  atMs = 0;
  const states = Array.from({ length: 200 }, (_, at) => {
    atMs += 50;
    return series.see({ ...someone, atMs }, face({ size: at < 8 ? 1 : at < 11 ? 1.1 : 1.3 }));
  });
  t.match(series.instruction, { kind: 'turn-right', guidance: { en: /your right/ } });
  t.notOk(states.includes('performed'));
  t.equal(states.at(-1), 'too-late');
});
