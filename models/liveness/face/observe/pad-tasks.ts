// What the thread of face liveness does: looks at a frame, and asks the networks about the face in it.
import { KioskError } from '../../../../protocol/computing.ts';
import { onnxAnswer, wipeCopy } from '../../../runtime/in-worker.ts';
import type { FaceFrame, FrameEvidence, ModelScore } from '../types.ts';
import { networkCrop } from './network-crop.ts';
import { observeFrame } from './observe-frame.ts';
import type { PadNetwork } from './pad-networks.ts';

export interface PadTask {
  readonly networks: readonly PadNetwork[];
  readonly frame: FaceFrame;
}

/** The copy of the picture that came with the task ends with it; shared memory is no copy and stays the caller's. */
export async function padAnswer({ networks, frame }: PadTask): Promise<FrameEvidence> {
  const { image, face, number, atMs } = frame;
  try {
    const observation = observeFrame(frame);
    const models: ModelScore[] = [];
    for (const network of networks) models.push(await scoreOf(network, frame));
    return { number, atMs, models, landmarks: face.landmarks, ...observation };
  } finally {
    wipeCopy(image.pixels);
  }
}

/** @throws KioskError MODEL_UNFIT where the network's answer is no share */
async function scoreOf(network: PadNetwork, { image, face }: FaceFrame): Promise<ModelScore> {
  const { id, model, output, live } = network;
  const { name, version } = model.entry;
  // The thread of the networks wipes what it was given.
  const outputs = await onnxAnswer({ id, model, inputs: networkCrop(image, face.box, network) });
  const score = outputs[output]?.data[live];
  if (score === undefined || !(score >= 0 && score <= 1))
    throw new KioskError('MODEL_UNFIT', { model: name, output: live, got: String(score) });
  return { name, version, score };
}
