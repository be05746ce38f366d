// A person who waits while a slow card is read: seen all the time, nothing of them kept, and gone is gone.
import t from 'tap';
import type { Frame, FrameStream } from '../../../hal/index.ts';
import type { Face } from '../../../models/index.ts';
import { abortable, colourImage, Sensitive } from '../../../protocol/index.ts';
import { FaceTrack } from './face-track.ts';
import { type FollowParts, followPerson } from './follow-person.ts';

const never = new AbortController().signal;
const point = { xPx: 1, yPx: 1 };
const FACE: Face = {
  box: { leftPx: 0, topPx: 0, widthPx: 2, heightPx: 2 },
  landmarks: { rightEye: point, leftEye: point, nose: point, rightMouth: point, leftMouth: point },
  score: 1,
};

class Waiting {
  readonly handedOut: Uint8Array[] = [];
  readonly over = new AbortController();
  readonly parts: FollowParts;

  /** @param isThere in the frame of this number; frames come every 300 ms. After `frames` the card has been read. */
  constructor(frames: number, isThere: (number: number) => boolean = () => true) {
    const stream: FrameStream = {
      dropped: 0,
      next: async (signal) => {
        if (this.handedOut.length === frames) this.over.abort();
        if (this.handedOut.length >= frames) await abortable(new Promise<never>(() => undefined), signal);
        const number = this.handedOut.push(new Uint8Array(12).fill(7));
        const image = colourImage({ widthPx: 2, heightPx: 2, pixels: this.handedOut[number - 1] ?? new Uint8Array() });
        return new Sensitive<Frame>({ image, number, atMs: 300 * number });
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
    const track = new FaceTrack({ absentMs: 700, crowdedMs: 250, leastOverlap: 0.3 });
    track.see([FACE], 0, true);
    this.parts = {
      stream,
      track,
      faces: { find: async () => (isThere(this.handedOut.length) ? [FACE] : []) },
      pad: { follow: async ({ atMs }) => ({ atMs }) },
      clock: { sleep: async () => undefined },
    };
  }

  get isWiped(): boolean {
    return this.handedOut.every((pixels) => pixels.every((byte) => byte === 0));
  }
}

t.test('whoever waits for a slow card is seen until it is read, and no frame is kept', async (t) => {
  const waiting = new Waiting(4);
  const traces = await followPerson(waiting.over.signal, waiting.parts, never);
  t.ok(traces.length >= 3, `${traces.length} of 4 frames`);
  t.strictSame(
    traces.map(({ atMs }) => atMs),
    [300, 600, 900, 1200].slice(0, traces.length),
  );
  t.ok(waiting.isWiped);
});

t.test('where the card was read already no frame is taken', async (t) => {
  const waiting = new Waiting(4);
  waiting.over.abort();
  t.strictSame(await followPerson(waiting.over.signal, waiting.parts, never), []);
  t.strictSame(waiting.handedOut, []);
});

t.test('whoever leaves meanwhile has left', async (t) => {
  const waiting = new Waiting(20, (number) => number < 3);
  await t.rejects(followPerson(waiting.over.signal, waiting.parts, never), { code: 'face-left' });
  t.ok(waiting.isWiped);
});

t.test('a visit that ends meanwhile ends this, with its reason', async (t) => {
  const visit = new AbortController();
  const waiting = new Waiting(2);
  const reason = new Error('the card was pulled');
  waiting.over.signal.addEventListener('abort', () => t.fail('it was not read'));
  const { next } = waiting.parts.stream;
  const stream: FrameStream = {
    ...waiting.parts.stream,
    next: async (signal) => {
      if (waiting.handedOut.length === 1) visit.abort(reason);
      signal.throwIfAborted();
      return await next(signal);
    },
  };
  await t.rejects(followPerson(waiting.over.signal, { ...waiting.parts, stream }, visit.signal), reason);
  t.ok(waiting.isWiped);
});
