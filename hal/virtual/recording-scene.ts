// A recording as a scene: ffmpeg decodes it no faster than its pictures are asked for.
import { type ColourImage, KioskError } from '../../protocol/index.ts';
import { recordingArguments } from '../camera/ffmpeg-arguments.ts';
import { FfmpegProcess } from '../camera/ffmpeg-process.ts';
import { PixmapReader } from '../camera/pixmap.ts';
import type { OpenScene, SceneParts } from './camera-scene.ts';

type Pixmaps = AsyncGenerator<ColourImage, void, undefined>;

export class RecordingScene implements OpenScene {
  readonly #path: string;
  readonly #parts: Omit<SceneParts, 'clock'>;
  #running: { readonly process: FfmpegProcess; readonly pictures: Pixmaps } | undefined;

  constructor(path: string, parts: Omit<SceneParts, 'clock'>) {
    this.#path = path;
    this.#parts = parts;
  }

  /** Looks at its first picture. @throws KioskError IMAGE_UNREADABLE, HAL_UNAVAILABLE without ffmpeg */
  static async open(path: string, parts: SceneParts): Promise<RecordingScene> {
    const scene = new RecordingScene(path, parts);
    try {
      await scene.picture();
      return scene;
    } finally {
      await scene.rest();
    }
  }

  async picture(): Promise<ColourImage> {
    this.#running ??= await this.#start();
    const { process, pictures } = this.#running;
    const { value } = await pictures.next();
    if (value) return value;
    await process.ended;
    if (process.complaints.includes('failed to execute'))
      throw new KioskError('HAL_UNAVAILABLE', { program: 'ffmpeg' });
    throw new KioskError('IMAGE_UNREADABLE', { path: this.#path });
  }

  async rest(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.process.stdout.destroy();
    await running?.process[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rest();
  }

  async #start(): Promise<{ readonly process: FfmpegProcess; readonly pictures: Pixmaps }> {
    const { ffmpeg, wish } = this.#parts;
    const process = await FfmpegProcess.start(ffmpeg, recordingArguments(this.#path, wish));
    return { process, pictures: pixmapsIn(process.stdout) };
  }
}

/** Reads on only when the next is asked for; the same buffer serves them all. */
async function* pixmapsIn(chunks: AsyncIterable<Uint8Array>): Pixmaps {
  let buffer = new Uint8Array(0);
  const reader = new PixmapReader((bytes) => {
    if (buffer.length !== bytes) buffer = new Uint8Array(bytes);
    return buffer;
  });
  try {
    for await (const chunk of chunks) yield* reader.read(chunk);
  } catch {
    // The process was ended, or wrote what is no picture: in both cases there are no more of them.
  } finally {
    buffer.fill(0);
  }
}
