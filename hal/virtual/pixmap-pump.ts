// Writes the pictures of a virtual camera at its frame rate, one at a time: nothing queues. As pixmaps, or compressed as a camera on USB does.
import { randomBytes } from 'node:crypto';
import type { Clock, ColourImage } from '../../protocol/index.ts';
import { pixmapHeader } from '../camera/pixmap.ts';
import type { ScenePicture } from './camera-scene.ts';

/** `silence` frozen, no frames; `garbage` what is no picture; `slow` two frames a second; `unplug` gone. */
export type CameraFault = 'unplug' | 'silence' | 'garbage' | 'slow';

export interface PixmapPumpParts {
  readonly clock: Clock;
  readonly framesPerSecond: number;
  readonly fault: () => CameraFault | undefined;
  readonly picture: (atMs: number) => Promise<ScenePicture>;
  /** Whoever reads wants JPEG pictures, not pixmaps. */
  readonly compressed: boolean;
  /** Resolves when the bytes are gone and may be changed. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

const SLOW_PERIOD_MS = 500;
const GARBAGE_BYTES = 65_536;
const JPEG_QUALITY = 90;

/** Ends when the signal aborts. @throws what `picture` throws */
export async function pumpPixmaps(parts: PixmapPumpParts, signal: AbortSignal): Promise<void> {
  const { clock, framesPerSecond } = parts;
  let dueMs = clock.monotonicMs();
  while (!signal.aborted) {
    const waitMs = dueMs - clock.monotonicMs();
    // Also where it is late: whoever writes as fast as they can would starve everybody else.
    await clock.sleep(Math.max(0, waitMs), signal).catch(() => undefined);
    if (signal.aborted) return;
    await pumpOne(parts);
    const periodMs = parts.fault() === 'slow' ? SLOW_PERIOD_MS : 1000 / framesPerSecond;
    // A frame that was late is not made up for.
    dueMs = Math.max(dueMs + periodMs, clock.monotonicMs());
  }
}

async function pumpOne({ clock, fault, picture, compressed, write }: PixmapPumpParts): Promise<void> {
  if (fault() === 'silence') return;
  if (fault() === 'garbage') return await write(randomBytes(GARBAGE_BYTES));
  const image = await picture(clock.monotonicMs());
  if (compressed) return await writeJpeg('jpeg' in image ? image.jpeg : await jpegOf(image), write);
  const pixmap = 'jpeg' in image ? await pixmapOf(image.jpeg) : image;
  await write(pixmapHeader(pixmap));
  await write(pixmap.pixels);
}

/** One part of a multipart stream: it says its length, so that ffmpeg need not wait for the next to know where it ends. */
async function writeJpeg(jpeg: Uint8Array, write: PixmapPumpParts['write']): Promise<void> {
  await write(Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`, 'latin1'));
  await write(jpeg);
  await write(Buffer.from('\r\n', 'latin1'));
}

async function jpegOf({ widthPx: width, heightPx: height, pixels }: ColourImage): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

async function pixmapOf(jpeg: Uint8Array): Promise<ColourImage> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(jpeg).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, pixels: data };
}
