// Writes the pictures of a virtual camera at its frame rate, one at a time: nothing queues.
import { randomBytes } from 'node:crypto';
import type { Clock, ColourImage } from '../../protocol/index.ts';
import { pixmapHeader } from '../camera/pixmap.ts';

/** `silence` frozen, no frames; `garbage` what is no picture; `slow` two frames a second; `unplug` gone. */
export type CameraFault = 'unplug' | 'silence' | 'garbage' | 'slow';

export interface PixmapPumpParts {
  readonly clock: Clock;
  readonly framesPerSecond: number;
  readonly fault: () => CameraFault | undefined;
  readonly picture: (atMs: number) => Promise<ColourImage>;
  /** Resolves when the bytes are gone and may be changed. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

const SLOW_PERIOD_MS = 500;
const GARBAGE_BYTES = 65_536;

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

async function pumpOne({ clock, fault, picture, write }: PixmapPumpParts): Promise<void> {
  if (fault() === 'silence') return;
  if (fault() === 'garbage') return await write(randomBytes(GARBAGE_BYTES));
  const image = await picture(clock.monotonicMs());
  await write(pixmapHeader(image));
  await write(image.pixels);
}
