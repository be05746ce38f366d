// What is read from pixels, against pictures drawn for the purpose: crops, grids, rims, lamps, eyes, noise; and hostile frames.
import t from 'tap';
import { type ColourImage, isFault } from '../../../../protocol/computing.ts';
import type { Face } from '../../../face/index.ts';
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';
import { face } from '../fixtures/evidence.ts';
import { CUES, NOISE } from '../parameters.ts';
import { eyeEdges } from './eye-edges.ts';
import { eyeOpenness } from './eye-openness.ts';
import { transformSquare } from './fourier.ts';
import { CLIPPED, digestOf, noiseOf } from './frame-trace.ts';
import { glareShare } from './glare.ts';
import { cropArea, networkCrop } from './network-crop.ts';
import { observeFrame } from './observe-frame.ts';
import { periodicEnergy } from './periodic-energy.ts';
import { straightEdges } from './straight-edges.ts';
import { surfaceOf } from './surface.ts';

const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 300);
const size = { widthPx: 1280, heightPx: 720 };
const someone = face();

type Colour = readonly [red: number, green: number, blue: number];

function drawn(colourAt: (x: number, y: number) => Colour, noise?: Random): ColourImage {
  const pixels = new Uint8ClampedArray(3 * size.widthPx * size.heightPx);
  for (let at = 0; at < pixels.length; at += 3) {
    const pixel = at / 3;
    const rustle = noise ? 2 * noise.normal() : 0;
    colourAt(pixel % size.widthPx, Math.floor(pixel / size.widthPx)).forEach((value, channel) => {
      pixels[at + channel] = value + rustle;
    });
  }
  return { ...size, pixels: new Uint8Array(pixels.buffer) };
}

/** As the two networks of the manifest look, but smaller. */
const CROPS = [2.7, 4].map((boxScale) => ({
  boxScale,
  input: { name: 'data', widthPx: 20, heightPx: 20, channels: [0, 1, 2], mean: [0, 0, 0], scale: [1, 1, 1] },
}));

const skin: Colour = [190, 150, 120];
const plain = drawn(() => skin, seededRandom(1));

t.test(
  'the box is widened, made smaller where it does not fit, and moved inside, as the networks’ authors do',
  async (t) => {
    const box = { leftPx: 500, topPx: 250, widthPx: 100, heightPx: 120 };
    t.strictSame(cropArea(size, box, 2.7), { left: 415, top: 148, right: 685, bottom: 472 });
    const corner = { leftPx: 10, topPx: 5, widthPx: 100, heightPx: 120 };
    t.strictSame(cropArea(size, corner, 2.7), { left: 0, top: 0, right: 270, bottom: 324 }, 'moved');
    const large = { leftPx: 400, topPx: 100, widthPx: 300, heightPx: 500 };
    const area = cropArea(size, large, 4);
    t.strictSame([area.top, area.bottom], [0, 719], 'no higher than the picture');
    t.ok(Math.abs(area.right - area.left - 300 * (719 / 500)) <= 1, 'and as much less wide');
  },
);

t.test('a crop is sampled between pixels, blue first, without being normalised', async (t) => {
  const ramp = drawn((x, y) => [x / 8, y / 4, 7]);
  const box = { leftPx: 400, topPx: 200, widthPx: 160, heightPx: 160 };
  const channels = [2, 1, 0];
  const input = { name: 'input', widthPx: 80, heightPx: 80, channels, mean: [0, 0, 0], scale: [1, 1, 1] };
  const data = networkCrop(ramp, box, { boxScale: 1, input })['input']?.data ?? new Float32Array();
  t.equal(data.length, 3 * 80 * 80);
  t.ok(data.subarray(0, 6400).every((blue) => blue === 7));
  const [green = 0, red = 0] = [data[6400 + 40 * 80], data[2 * 6400 + 40]];
  t.ok(Math.abs(green - 281 / 4) <= 1, `green of row ${green}`);
  t.ok(Math.abs(red - 481 / 8) <= 1, `red of column ${red}`);
});

t.test('the transform of a wave is one pair of points', async (t) => {
  const side = 16;
  const real = Float64Array.from({ length: side * side }, (_, at) =>
    Math.cos((2 * Math.PI * (3 * (at % side) + 2 * Math.floor(at / side))) / side),
  );
  const square = { side, real, imaginary: new Float64Array(side * side) };
  transformSquare(square);
  const strong = [...square.real.keys()].filter(
    (at) => Math.hypot(square.real[at] ?? 0, square.imaginary[at] ?? 0) > 1e-6,
  );
  t.strictSame(strong, [2 * side + 3, 14 * side + 13]);
});

t.test(
  'a grid of one or two grey levels stands out of the noise; noise, blocks and stripes along the rows do not',
  async (t) => {
    const { limit } = CUES.moire;
    const withWave = (depth: number, wave: (x: number, y: number) => number): ColourImage =>
      drawn(
        (x, y) => [skin[0] + depth * wave(x, y), skin[1] + depth * wave(x, y), skin[2] + depth * wave(x, y)],
        seededRandom(2),
      );
    t.ok(periodicEnergy(plain, someone.box) < 1.5, 'noise alone');
    t.ok(
      periodicEnergy(
        withWave(1.5, (x, y) => Math.sin(1.1 * x + 0.4 * y)),
        someone.box,
      ) > limit,
    );
    t.ok(
      periodicEnergy(
        withWave(9, (_, y) => Math.sin(0.9 * y)),
        someone.box,
      ) < limit,
      'a lamp’s flicker down the rows',
    );
    const blocks = (x: number, y: number): number => (x % 8 === 0 ? 1 : 0) + (y % 8 === 0 ? 1 : 0);
    t.ok(periodicEnergy(withWave(9, blocks), someone.box) < limit, 'blocks of a JPEG');
  },
);

t.test('a sheet held before a wall has rims on three sides, a door frame on two', async (t) => {
  const { limit } = CUES['straight-edges'];
  const tilt = 0.05;
  const sheet = drawn((x, y) => {
    const [u, v] = [x - 640 + tilt * (y - 340), y - 340 - tilt * (x - 640)];
    return Math.abs(u) < 240 && Math.abs(v) < 300 ? skin : [60, 60, 70];
  }, seededRandom(3));
  t.ok(straightEdges(sheet, someone.box) > limit, 'tilted by three degrees');
  const door = drawn((x) => (x > 300 && x < 950 ? skin : [60, 60, 70]), seededRandom(4));
  t.ok(straightEdges(door, someone.box) < limit / 2);
  t.ok(straightEdges(plain, someone.box) < 0.2);
});

t.test('a lamp mirrored in glass is a white rectangle; a shiny forehead is round', async (t) => {
  const lamp = drawn((x, y) => (Math.abs(x - 600) < 30 && Math.abs(y - 280) < 20 ? [255, 255, 255] : skin));
  t.ok(glareShare(lamp, someone.box) > CUES.glare.limit);
  const shine = drawn((x, y) => (Math.hypot(x - 640, y - 260) < 30 ? [255, 255, 255] : skin));
  t.equal(glareShare(shine, someone.box), 0);
});

t.test('ink lifts black and takes contrast, a screen adds blue, a drawing has no grain', async (t) => {
  const head = (black: number, white: number, blue: number): ColourImage =>
    drawn((x) => (x % 80 < 40 ? [black, black, black * blue] : [white, white, white * blue]), seededRandom(5));
  const [real, print] = [surfaceOf(head(8, 220, 0.7), someone.box), surfaceOf(head(75, 140, 0.8), someone.box)];
  t.ok(real.black < 30 && print.black > CUES['lifted-black'].limit);
  t.ok(real.contrast > 150 && print.contrast < CUES['low-contrast'].limit);
  t.ok(surfaceOf(head(8, 180, 1.3), someone.box).blueByRed > CUES['blue-cast'].limit && real.blueByRed < 0.8);
  t.ok(
    surfaceOf(
      drawn(() => skin),
      someone.box,
    ).grain < CUES['no-grain'].limit,
  );
  t.ok(surfaceOf(plain, someone.box).grain > 1);
});

const eyes = (open: number, turned = 0): ColourImage => {
  const [cosine, sine] = [Math.cos(turned), Math.sin(turned)];
  return drawn((x, y) => {
    for (const side of [-50, 50]) {
      const [dx, dy] = [x - 640 - side * cosine, y - 300 - side * sine];
      const [u, v] = [dx * cosine + dy * sine, -dx * sine + dy * cosine];
      if (Math.abs(u) < 20 && Math.abs(v) < Math.max(1.5, 8 * open)) return [40, 30, 30];
    }
    return skin;
  }, seededRandom(6));
};

t.test('an eye that closes is less open, each by itself, and for a head that is tilted', async (t) => {
  const { landmarks } = someone;
  const [open, half, closed] = [1, 0.5, 0].map((share) => eyeOpenness(eyes(share), landmarks));
  if (!open || !half || !closed) throw new Error('three');
  t.ok(open.right > half.right && half.right > closed.right && closed.right < 0.6 * open.right);
  t.ok(Math.abs(open.right - 0.16) < 0.03, `${open.right}`);
  const tilted = {
    ...landmarks,
    rightEye: { xPx: 640 - 50 * Math.cos(0.3), yPx: 300 - 50 * Math.sin(0.3) },
    leftEye: { xPx: 640 + 50 * Math.cos(0.3), yPx: 300 + 50 * Math.sin(0.3) },
  };
  t.ok(Math.abs(eyeOpenness(eyes(1, 0.3), tilted).left - open.left) < 0.04);
  t.strictSame(eyeOpenness(plain, landmarks), { right: 0, left: 0 }, 'no eyes, nothing open');
});

t.test('holes cut for the eyes have hard rims', async (t) => {
  const hole = drawn((x, y) => {
    const out = Math.min(...[590, 690].map((middle) => Math.hypot((x - middle) / 30, (y - 300) / 19)));
    return out < 1 ? [70, 60, 50] : skin;
  }, seededRandom(7));
  t.ok(eyeEdges(hole, someone.landmarks) > CUES['hard-eye-edges'].limit);
  t.equal(eyeEdges(plain, someone.landmarks), 0);
});

t.test('the trace of a frame tells it from the next and shows nothing of it', async (t) => {
  const again = drawn(() => skin, seededRandom(9));
  t.equal(digestOf(plain), digestOf({ ...plain }));
  t.not(digestOf(plain), digestOf(again));
  const [noise, other] = [noiseOf(plain), noiseOf(again)];
  t.equal(noise.length, NOISE.places);
  t.ok(noise.filter((value, at) => value === other[at]).length < 200, 'fresh noise is other noise');
  t.ok(noiseOf(drawn(() => [0, 0, 0])).every((value) => value === CLIPPED));
  t.ok(noiseOf({ widthPx: 2, heightPx: 2, pixels: new Uint8Array(12) }).every((value) => value === CLIPPED));
});

t.test(
  'frames and faces that were cut, bent and made up are an answer or a fault of ours',
  { timeout: 3_600_000 },
  async (t) => {
    const random = seededRandom(11, 'mutations');
    const any = (limit: number): number => Math.floor(random.next() * limit);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e9, 0, -5, 1e6, 0.4];
    const broken = (value: number): number =>
      random.next() < 0.05 ? (odd[any(odd.length)] ?? 0) : value + random.between(-40, 40);
    const [most, grain] = [{ widthPx: 200, heightPx: 160 }, 4096];
    const noise = Uint8Array.from({ length: 3 * most.widthPx * most.heightPx + grain }, () => any(256));
    let [answers, faults, longestMs] = [0, 0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [widthPx, heightPx] = [1 + any(most.widthPx), 1 + any(most.heightPx)];
      const length = random.next() < 0.1 ? any(3 * widthPx * heightPx) : 3 * widthPx * heightPx;
      const from = any(grain);
      const pixels = noise.subarray(from, from + length);
      const point = (): { xPx: number; yPx: number } => ({ xPx: broken(any(widthPx)), yPx: broken(any(heightPx)) });
      const landmarks = { rightEye: point(), leftEye: point(), nose: point(), rightMouth: point(), leftMouth: point() };
      const box = {
        leftPx: broken(any(widthPx)),
        topPx: broken(any(heightPx)),
        widthPx: broken(80),
        heightPx: broken(80),
      };
      const startedAt = performance.now();
      try {
        const image = { widthPx, heightPx, pixels };
        const { cues, eyes } = observeFrame({ image, face: { box, landmarks, score: 1 } satisfies Face });
        const shown = CROPS.flatMap((crop) => [...(networkCrop(image, box, crop)['data']?.data ?? [Number.NaN])]);
        if (![...Object.values(cues), eyes.right, eyes.left, ...shown].every(Number.isFinite))
          t.fail(`round ${round}: no numbers`);
        answers += 1;
      } catch (fault) {
        if (!isFault(fault)) throw fault;
        faults += 1;
      }
      longestMs = Math.max(longestMs, performance.now() - startedAt);
    }
    t.comment(`${ROUNDS} frames: ${answers} observed, ${faults} refused, the longest ${longestMs.toFixed(1)} ms`);
    t.ok(answers > ROUNDS / 100 && faults > ROUNDS / 10, `${answers} answered, ${faults} refused`);
  },
);
