// Who leaves, comes back, or is joined: what a track of one face makes of frames that come quickly, and of frames that come slowly.
import t from 'tap';
import type { Face } from '../../../models/index.ts';
import { FaceTrack } from './face-track.ts';

const RULES = { absentMs: 700, crowdedMs: 250, leastOverlap: 0.3 };
const point = { xPx: 1, yPx: 1 };
const faceAt = (leftPx: number): Face => ({
  box: { leftPx, topPx: 0, widthPx: 100, heightPx: 100 },
  landmarks: { rightEye: point, leftEye: point, nose: point, rightMouth: point, leftMouth: point },
  score: 1,
});
const THEY = faceAt(0);

/** @param seen by the time of its frame, in ms */
function track(seen: Readonly<Record<number, readonly Face[]>>, strict = true): FaceTrack {
  const track = new FaceTrack(RULES);
  for (const [atMs, faces] of Object.entries(seen)) track.see(faces, Number(atMs), strict);
  return track;
}

t.test('whoever is gone for longer than a moment has left', async (t) => {
  t.throws(() => track({ 0: [THEY], 100: [], 400: [], 800: [], 900: [] }), { code: 'face-left' });
  t.doesNotThrow(() => track({ 0: [THEY], 100: [], 400: [], 800: [], 850: [THEY], 900: [] }));
});

t.test('where frames come slowly, one in which nobody was made out says nothing yet', async (t) => {
  t.doesNotThrow(() => track({ 0: [THEY], 1500: [], 3000: [THEY], 4500: [] }));
  t.throws(() => track({ 0: [THEY], 1500: [], 3000: [] }), { code: 'face-left' });
});

t.test('before there is something to lose, an absence only begins anew', async (t) => {
  const { gaps } = track({ 0: [THEY], 100: [], 900: [], 2000: [], 3000: [faceAt(500)] }, false);
  t.equal(gaps, 1, 'and whoever comes then is no jump');
});

t.test('a face elsewhere is another, and company in every frame is no passer-by', async (t) => {
  t.throws(() => track({ 0: [THEY], 100: [faceAt(90)] }), { code: 'face-changed' });
  t.throws(() => track({ 0: [THEY], 100: [THEY, faceAt(200)], 400: [THEY, faceAt(200)] }), { code: 'second-person' });
  t.doesNotThrow(() => track({ 0: [THEY], 100: [THEY, faceAt(200)], 200: [THEY], 400: [THEY, faceAt(200)] }));
});
