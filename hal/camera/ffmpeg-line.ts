// The pixmaps that an ffmpeg process writes to its standard output.
import { Broadcast, type KioskError } from '../../protocol/index.ts';
import { Loss } from '../supervise/loss.ts';
import type { FfmpegProcess } from './ffmpeg-process.ts';
import type { PixmapLine } from './pixmap-line.ts';

export class FfmpegLine implements PixmapLine {
  readonly incoming = new Broadcast<Uint8Array>();
  readonly ended = new Loss();
  readonly #process: FfmpegProcess;

  constructor(process: FfmpegProcess, faultOf: (complaints: string) => KioskError) {
    this.#process = process;
    process.stdout.on('data', (chunk: Buffer) => {
      this.incoming.send(chunk);
      // A piece of a face, copied by whoever wanted it.
      chunk.fill(0);
    });
    void process.ended.then(() => this.ended.lose(faultOf(process.complaints)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
