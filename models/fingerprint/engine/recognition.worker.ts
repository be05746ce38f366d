// A recognition worker: it takes tasks once it is warm.
import { answering } from '../../runtime/in-worker.ts';
import { Recogniser, type RecognitionTask } from './recogniser.ts';
import { warmUp } from './warm-up.ts';

const recogniser = new Recogniser();
warmUp(recogniser);

export const handler = answering((task: RecognitionTask) => recogniser.handle(task));
