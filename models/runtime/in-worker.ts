// What a thread that computes needs of this room itself: neither pool nor manifest, and with them no schemas.

export { onnxAnswer } from './onnx-sessions.ts';
export type { Tensor, Tensors } from './tensor.ts';
export { wipeCopy } from './wipe-copy.ts';
export { answering } from './worker-answer.ts';
