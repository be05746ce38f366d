// The thread of face liveness: wiring only.
import { answering } from '../../../runtime/in-worker.ts';
import { padAnswer } from './pad-tasks.ts';

export const handler = answering(padAnswer);
