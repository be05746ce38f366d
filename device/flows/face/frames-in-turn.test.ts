// Frames in turn: the next is looked at while one is dealt with, in order, never more than two, and each is given up once.
import t, { type Test } from 'tap';
import { bytesOfFrame, type Frame, type FrameStream } from '../../../hal/index.ts';
import { abortable, colourImage, Sensitive } from '../../../protocol/index.ts';
import { framesInTurn } from './frames-in-turn.ts';

const never = new AbortController().signal;
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Course {
  readonly acts: string[] = [];
  readonly pixels: Uint8Array[] = [];
  readonly released: number[] = [];
  mostHeld = 0;
  readonly #numbers = new Map<Sensitive<Frame>, number>();
  readonly stream: FrameStream;

  /** @param frames then the camera gives no more, and waits */
  constructor(frames = Number.POSITIVE_INFINITY) {
    this.stream = {
      dropped: 0,
      next: async (signal) => {
        await soon();
        if (this.pixels.length >= frames) await abortable(new Promise<never>(() => undefined), signal);
        signal.throwIfAborted();
        const number = this.pixels.push(new Uint8Array(12).fill(7));
        const image = colourImage({ widthPx: 2, heightPx: 2, pixels: this.pixels[number - 1] ?? new Uint8Array() });
        const frame = new Sensitive<Frame>({ image, number, atMs: number });
        this.#numbers.set(frame, number);
        this.mostHeld = Math.max(this.mostHeld, number - this.released.length);
        return frame;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  readonly look = async ({ number }: Frame): Promise<number> => {
    this.acts.push(`look ${number}`);
    await soon();
    return number;
  };

  readonly release = (frame: Sensitive<Frame>): void => {
    this.released.push(this.#numbers.get(frame) ?? 0);
    frame.wipe(bytesOfFrame);
  };

  /** That nothing is left of what was handed out, and nothing was given up twice. */
  leftNothing(t: Test): void {
    t.ok(
      this.pixels.every((pixels) => pixels.every((value) => value === 0)),
      'wiped',
    );
    t.strictSame(
      [...this.released].sort(),
      [...this.pixels.keys()].map((at) => at + 1),
      'each once',
    );
    t.ok(this.mostHeld <= 2, `${this.mostHeld} held`);
  }
}

t.test('the next frame is looked at while one is dealt with, and they come in order', async (t) => {
  const course = new Course();
  const { stream, look, release, acts } = course;
  const deal = async (_: unknown, looked: number): Promise<boolean> => {
    acts.push(`deal ${looked}`);
    for (let turn = 0; turn < 5; turn += 1) await soon();
    acts.push(`dealt ${looked}`);
    return looked === 3;
  };
  await framesInTurn({ stream, look, deal, release }, never);
  t.strictSame(
    acts.filter((act) => act.startsWith('deal')),
    ['deal 1', 'dealt 1', 'deal 2', 'dealt 2', 'deal 3', 'dealt 3'],
  );
  t.ok(acts.indexOf('look 2') < acts.indexOf('dealt 1'), 'meanwhile');
  t.ok(acts.indexOf('look 3') > acts.indexOf('dealt 1'), 'and no further ahead');
  course.leftNothing(t);
});

t.test('a camera that gives no more does not hold up the end', async (t) => {
  const course = new Course(2);
  const { stream, look, release } = course;
  await framesInTurn({ stream, look, release, deal: async (_, looked) => looked === 2 }, never);
  course.leftNothing(t);
});

t.test('whatever fails, every frame is given up, and the reason is told', async (t) => {
  const fails = (wanted: number, why: string) => async (looked: number) => {
    await soon();
    if (looked === wanted) throw new Error(why);
    return false;
  };
  const dealing = new Course();
  const deal = (_: unknown, looked: number): Promise<boolean> => fails(2, 'dealing')(looked);
  await t.rejects(framesInTurn({ ...dealing, deal }, never), { message: 'dealing' });
  dealing.leftNothing(t);

  const looking = new Course();
  const look = async (frame: Frame): Promise<number> => {
    await fails(3, 'looking')(frame.number);
    return frame.number;
  };
  const dealt: number[] = [];
  const note = async (_: unknown, looked: number): Promise<boolean> => dealt.push(looked) > 9;
  await t.rejects(framesInTurn({ ...looking, look, deal: note }, never), { message: 'looking' });
  t.strictSame(dealt, [1, 2], 'what came before it was dealt with');
  looking.leftNothing(t);

  const left = new Course(4);
  const gone = new AbortController();
  const leave = async (_: unknown, looked: number): Promise<boolean> => {
    if (looked === 4) gone.abort(new Error('gone'));
    return false;
  };
  await t.rejects(framesInTurn({ ...left, deal: leave }, gone.signal), { message: 'gone' });
  left.leftNothing(t);
  const early = new Course();
  await t.rejects(framesInTurn({ ...early, deal: leave }, AbortSignal.abort(new Error('gone'))), { message: 'gone' });
  t.equal(early.pixels.length, 0, 'no frame is asked for');
});
