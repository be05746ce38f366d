// What stands before a virtual camera: pictures by a function, from files, or of a recording.
import { type Clock, type ColourImage, colourImage, KioskError } from '../../protocol/index.ts';
import type { PictureWish } from '../camera/camera-config.ts';
import { RecordingScene } from './recording-scene.ts';

/** A picture as a camera that compresses gives it. */
export interface JpegPicture {
  readonly jpeg: Uint8Array;
}

export type ScenePicture = ColourImage | JpegPicture;

/** May take its time, as one that asks a worker does: a frame that comes late is late, and none queues. */
export type FrameSource = (atMs: number) => ScenePicture | Promise<ScenePicture>;

export type CameraScene =
  | FrameSource
  /** Image files of any size, one after the other, over and over; each for `eachMs`. */
  | { readonly kind: 'stills'; readonly paths: readonly string[]; readonly eachMs?: number }
  /** Any file that ffmpeg reads, over and over, from its beginning each time the camera is switched on. */
  | { readonly kind: 'recording'; readonly path: string };

export interface OpenScene extends AsyncDisposable {
  picture(atMs: number): Promise<ScenePicture>;
  /** The camera is off: nothing is to be kept running for it. */
  rest(): Promise<void>;
}

export interface SceneParts {
  readonly wish: PictureWish;
  readonly clock: Clock;
  readonly ffmpeg: string;
}

const STILL_MS = 100;
/** 265 MiB at 1280x720. */
const MOST_STILLS = 100;
/** The background of an empty scene, and what surrounds a picture of another shape. */
export const GREY = 128;

/** @throws KioskError IMAGE_UNREADABLE, HAL_UNAVAILABLE without what reads the files, USAGE */
export async function openScene(scene: CameraScene, parts: SceneParts): Promise<OpenScene> {
  if (typeof scene === 'function') return stageOf(async (atMs) => await fitted(await scene(atMs), parts.wish));
  if (scene.kind === 'recording') return await RecordingScene.open(scene.path, parts);
  return await openStills(scene, parts.wish);
}

export function emptyScene({ widthPx, heightPx }: PictureWish): OpenScene {
  const image = colourImage({ widthPx, heightPx, pixels: new Uint8Array(widthPx * heightPx * 3).fill(GREY) });
  return stageOf(async () => image);
}

async function openStills(
  { paths, eachMs = STILL_MS }: { readonly paths: readonly string[]; readonly eachMs?: number },
  wish: PictureWish,
): Promise<OpenScene> {
  if (paths.length === 0 || paths.length > MOST_STILLS)
    throw new KioskError('USAGE', { stills: paths.length, most: MOST_STILLS });
  const images: ColourImage[] = [];
  for (const path of paths) images.push(await readStill(path, wish));
  let beganAtMs: number | undefined;
  return stageOf(
    async (atMs) => {
      beganAtMs ??= atMs;
      const image = images[Math.floor((atMs - beganAtMs) / eachMs) % images.length];
      if (!image) throw new Error('a still beyond the last');
      return image;
    },
    () => {
      for (const { pixels } of images) pixels.fill(0);
    },
  );
}

const stageOf = (picture: OpenScene['picture'], wipe: () => void = () => undefined): OpenScene => ({
  picture,
  rest: async () => undefined,
  [Symbol.asyncDispose]: async () => wipe(),
});

type Sharp = import('sharp').Sharp;

/** One that is compressed is passed on as it is. */
async function fitted(image: ScenePicture, wish: PictureWish): Promise<ScenePicture> {
  if ('jpeg' in image) return image;
  const { widthPx: width, heightPx: height, pixels } = colourImage(image);
  if (width === wish.widthPx && height === wish.heightPx) return image;
  const { default: sharp } = await loadSharp();
  return await inBox(sharp(pixels, { raw: { width, height, channels: 3 } }), wish);
}

async function readStill(path: string, wish: PictureWish): Promise<ColourImage> {
  const { default: sharp } = await loadSharp();
  try {
    return await inBox(sharp(path, { failOn: 'truncated' }).autoOrient(), wish);
  } catch (cause) {
    throw new KioskError('IMAGE_UNREADABLE', { path }, cause);
  }
}

async function inBox(picture: Sharp, { widthPx, heightPx }: PictureWish): Promise<ColourImage> {
  const background = { r: GREY, g: GREY, b: GREY };
  const pixels = await picture
    .toColourspace('srgb')
    .flatten({ background })
    .resize({ width: widthPx, height: heightPx, fit: 'contain', background })
    .raw()
    .toBuffer();
  return colourImage({ widthPx, heightPx, pixels });
}

async function loadSharp(): Promise<typeof import('sharp')> {
  try {
    return await import('sharp');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { package: 'sharp' }, cause);
  }
}
