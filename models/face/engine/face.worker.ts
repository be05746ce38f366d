// The thread of a face engine: wiring only.
import { answering } from '../../runtime/in-worker.ts';
import { faceAnswer } from './face-tasks.ts';

export const handler = answering(faceAnswer);
