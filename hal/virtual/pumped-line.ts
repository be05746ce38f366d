// A line of pixmaps that we write ourselves: into an ffmpeg process, or straight to the reader.
import { Broadcast, isFault, KioskError, type Listenable } from '../../protocol/index.ts';
import type { PictureWish } from '../camera/camera-config.ts';
import { passingArguments } from '../camera/ffmpeg-arguments.ts';
import { faultOfEnd } from '../camera/ffmpeg-complaints.ts';
import { FfmpegLine } from '../camera/ffmpeg-line.ts';
import { FfmpegProcess } from '../camera/ffmpeg-process.ts';
import type { PixmapLine } from '../camera/pixmap-line.ts';
import { Loss } from '../supervise/loss.ts';

/** Where the pump writes, and where the camera reads. */
export interface Passage {
  readonly line: Pick<PixmapLine, 'incoming'> & Partial<Pick<PixmapLine, 'ended'>> & AsyncDisposable;
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

interface Passing {
  readonly wish: PictureWish;
  readonly compressed: boolean;
  readonly bus: string;
}

export async function throughFfmpeg(program: string, { wish, compressed, bus }: Passing): Promise<Passage> {
  const process = await FfmpegProcess.start(program, passingArguments(wish, compressed));
  return {
    line: new FfmpegLine(process, (complaints) => faultOfEnd(complaints, { bus })),
    // Also resolves where the process is gone: its end is told by the line.
    write: (bytes) => new Promise((resolve) => process.stdin.write(bytes, () => resolve())),
  };
}

export function inProcess(): Passage {
  const incoming = new Broadcast<Uint8Array>();
  return {
    line: { incoming, [Symbol.asyncDispose]: async () => undefined },
    write: async (bytes) => incoming.send(bytes),
  };
}

export interface PumpedLineParts {
  readonly passage: Passage;
  readonly bus: string;
  readonly pump: (write: Passage['write'], signal: AbortSignal) => Promise<void>;
  readonly unplugs: Listenable<KioskError>;
  readonly onEnd: () => Promise<void>;
}

export class PumpedLine implements PixmapLine {
  readonly ended = new Loss();
  readonly #parts: PumpedLineParts;
  readonly #end = new AbortController();
  readonly #stops: readonly (() => void)[];

  constructor(parts: PumpedLineParts) {
    this.#parts = parts;
    const lose = (fault: KioskError): void => this.ended.lose(fault);
    this.#stops = [parts.unplugs.listen(lose), parts.passage.line.ended?.listen(lose) ?? (() => undefined)];
    void this.#pump();
  }

  get incoming(): Listenable<Uint8Array> {
    return this.#parts.passage.line.incoming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort(new Error('the camera is off'));
    for (const stop of this.#stops) stop();
    await this.#parts.passage.line[Symbol.asyncDispose]();
    await this.#parts.onEnd();
  }

  async #pump(): Promise<void> {
    const { passage, pump, bus } = this.#parts;
    try {
      await pump(passage.write, this.#end.signal);
    } catch (cause) {
      if (!isFault(cause)) throw cause;
      // A scene that is put away in the middle of a picture fails, and nobody waits for it any more.
      if (this.#end.signal.aborted) return;
      this.ended.lose(new KioskError('HAL_DISCONNECTED', { device: bus, reason: cause.code }, cause));
    }
  }
}
