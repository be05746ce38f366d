// A thread that runs networks: wiring only.
import { onnxAnswer } from './onnx-sessions.ts';
import { answering } from './worker-answer.ts';

export const handler = answering(onnxAnswer);
