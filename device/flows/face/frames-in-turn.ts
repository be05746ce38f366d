// Frames of a camera in turn: while one is dealt with, the next is already looked at, each on its own thread. Two are held, never more.
import type { Frame, FrameStream } from '../../../hal/index.ts';
import type { Sensitive } from '../../../protocol/index.ts';

export interface FrameWork<L> {
  readonly stream: FrameStream;
  /** May run while the frame before is still dealt with. */
  readonly look: (frame: Frame, signal: AbortSignal) => Promise<L>;
  /** One frame after the other, in their order. True where no more are wanted. */
  readonly deal: (frame: Sensitive<Frame>, looked: L, signal: AbortSignal) => Promise<boolean>;
  /** Of each frame once, whatever became of it: wipes it, unless it is kept. */
  readonly release: (frame: Sensitive<Frame>) => void;
}

interface LookedAt<L> {
  readonly frame: Sensitive<Frame>;
  readonly looked: L;
}

/** Until one was the last. @throws what `look` and `deal` throw; the signal's reason */
export async function framesInTurn<L>(work: FrameWork<L>, signal: AbortSignal): Promise<void> {
  const ahead = new AbortController();
  const follow = (): void => ahead.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  if (signal.aborted) follow();
  let next = lookAtNext(work, ahead.signal);
  try {
    for (let isLast = false; !isLast; ) {
      const { frame, looked } = await next;
      next = lookAtNext(work, ahead.signal);
      // Told when its turn comes.
      next.catch(() => undefined);
      isLast = await work.deal(frame, looked, signal).finally(() => work.release(frame));
    }
  } finally {
    signal.removeEventListener('abort', follow);
    ahead.abort();
    await next.then(
      ({ frame }) => work.release(frame),
      () => undefined,
    );
  }
}

async function lookAtNext<L>({ stream, look, release }: FrameWork<L>, signal: AbortSignal): Promise<LookedAt<L>> {
  const frame = await stream.next(signal);
  try {
    return { frame, looked: await look(frame.reveal(), signal) };
  } catch (reason) {
    release(frame);
    throw reason;
  }
}
