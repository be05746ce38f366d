// The thread that looks at frames: wiring only. Its copy of a frame ends with the task.
import { answering } from '../../../runtime/index.ts';
import { type FrameTask, observeFrame } from './observe-frame.ts';

export const handler = answering((task: FrameTask) => {
  try {
    return observeFrame(task);
  } finally {
    // Shared memory is no copy: it stays the caller's.
    const { pixels } = task.image;
    if (pixels.buffer instanceof ArrayBuffer) pixels.fill(0);
  }
});
