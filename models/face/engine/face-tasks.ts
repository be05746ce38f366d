// What the thread of a face engine does: everything about a face that takes long.
import type { ColourImage } from '../../../protocol/computing.ts';
import { onnxAnswer, type Tensors, wipeCopy } from '../../runtime/in-worker.ts';
import { embedFace } from '../comparison/embed-face.ts';
import type { FaceTemplate } from '../comparison/face-template.ts';
import { detectFaces } from '../detection/detect-faces.ts';
import type { Face } from '../face.ts';
import { type FaceQuality, judgeFace } from '../quality/judge-face.ts';
import type { HeadCover } from '../quality/seen-face.ts';
import type { FaceNetworks } from './face-networks.ts';

export interface FaceLook {
  /** Largest first. */
  readonly faces: readonly Face[];
  /** Of the largest; it also says where there is none, or where there are several. */
  readonly quality: FaceQuality;
}

export type FaceTask = { readonly networks: FaceNetworks } & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'find'; readonly image: ColourImage }
  | { readonly kind: 'look'; readonly image: ColourImage; readonly headCover?: HeadCover | undefined }
  | { readonly kind: 'embed'; readonly image: ColourImage; readonly face: Face }
);

export type FaceValue =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly faces: readonly Face[] }
  | { readonly kind: 'looked'; readonly look: FaceLook }
  | { readonly kind: 'embedded'; readonly template: FaceTemplate };

/** The copy of the picture that came with the task ends with it; shared memory is no copy and stays the caller's. */
export async function faceAnswer(task: FaceTask): Promise<FaceValue> {
  try {
    return await answer(task);
  } finally {
    if ('image' in task) wipeCopy(task.image.pixels);
  }
}

async function answer(task: FaceTask): Promise<FaceValue> {
  switch (task.kind) {
    case 'ready':
      return await warmUp(task);
    case 'find':
      return { kind: 'found', faces: await find(task) };
    case 'look':
      return { kind: 'looked', look: await look(task) };
    case 'embed':
      return { kind: 'embedded', template: await embed(task) };
  }
}

interface Looking {
  readonly networks: FaceNetworks;
  readonly image: ColourImage;
  readonly headCover?: HeadCover | undefined;
}

const find = ({ networks: { detector }, image }: Looking): Promise<readonly Face[]> =>
  detectFaces(image, detector.as, runnerOf(detector));

async function look({ networks, image, headCover }: Looking): Promise<FaceLook> {
  const faces = await find({ networks, image });
  return { faces, quality: judgeFace(image, faces, { headCover }) };
}

const embed = ({ networks, image, face }: Looking & { readonly face: Face }): Promise<FaceTemplate> => {
  const { detector, recogniser } = networks;
  return embedFace(image, face, {
    detector: detector.as,
    recogniser: recogniser.as,
    detect: runnerOf(detector),
    recognise: runnerOf(recogniser),
  });
};

const runnerOf =
  ({ id, model }: FaceNetworks[keyof FaceNetworks]) =>
  (inputs: Tensors): Promise<Tensors> =>
    onnxAnswer({ id, model, inputs });

const SOME_FACE: Face = {
  box: { leftPx: 500, topPx: 160, widthPx: 280, heightPx: 380 },
  landmarks: {
    rightEye: { xPx: 580, yPx: 310 },
    leftEye: { xPx: 700, yPx: 310 },
    nose: { xPx: 640, yPx: 380 },
    rightMouth: { xPx: 590, yPx: 450 },
    leftMouth: { xPx: 690, yPx: 450 },
  },
  score: 1,
};

/** The first run of fresh code is several times slower: it is made before anybody stands at the camera. */
async function warmUp({ networks }: FaceTask): Promise<FaceValue> {
  const size = { widthPx: 1280, heightPx: 720 };
  const image = { ...size, pixels: new Uint8Array(3 * size.widthPx * size.heightPx).fill(128) };
  await look({ networks, image });
  judgeFace(image, [SOME_FACE]);
  await embed({ networks, image, face: SOME_FACE });
  return { kind: 'ready' };
}
