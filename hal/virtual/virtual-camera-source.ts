// Where the pictures of a virtual camera come from: its scene, at its frame rate, as its fault would have it.
import { Broadcast, type Clock, KioskError } from '../../protocol/index.ts';
import type { PictureWish } from '../camera/camera-config.ts';
import type { PixmapLine, PixmapSource } from '../camera/pixmap-line.ts';
import { type CameraScene, emptyScene, type OpenScene, openScene, type ScenePicture } from './camera-scene.ts';
import { type CameraFault, pumpPixmaps } from './pixmap-pump.ts';
import { inProcess, PumpedLine, throughFfmpeg } from './pumped-line.ts';

export interface VirtualSourceParts {
  readonly wish: PictureWish;
  readonly clock: Clock;
  readonly ffmpeg: string;
  /** Without it frames go straight to the reader. */
  readonly hasFfmpeg: boolean;
  /** Towards ffmpeg. */
  readonly compressed: boolean;
}

export class VirtualCameraSource implements PixmapSource {
  readonly model = 'virtual camera';
  readonly isVirtual = true;
  readonly bus: string;
  readonly #parts: VirtualSourceParts;
  readonly #unplugs = new Broadcast<KioskError>();
  readonly #retired: OpenScene[] = [];
  #scene: OpenScene;
  #fault: CameraFault | undefined;
  #isOn = false;

  constructor(parts: VirtualSourceParts) {
    this.#parts = parts;
    const how = parts.compressed ? 'virtual: MJPEG through ffmpeg' : 'virtual: through ffmpeg';
    this.bus = parts.hasFfmpeg ? how : 'virtual: in process, without ffmpeg';
    this.#scene = emptyScene(parts.wish);
  }

  get wish(): PictureWish {
    return this.#parts.wish;
  }

  async show(scene: CameraScene): Promise<void> {
    await this.#replaceBy(await openScene(scene, this.#parts));
  }

  async blank(): Promise<void> {
    await this.#replaceBy(emptyScene(this.wish));
  }

  setFault(fault: CameraFault | undefined): void {
    this.#fault = fault;
    if (fault === 'unplug') this.#unplugs.send(this.#unplugged());
  }

  async open(): Promise<PixmapLine> {
    if (this.#fault === 'unplug') throw this.#unplugged();
    const { clock, ffmpeg, hasFfmpeg, wish } = this.#parts;
    const compressed = hasFfmpeg && this.#parts.compressed;
    const passage = hasFfmpeg ? await throughFfmpeg(ffmpeg, { wish, compressed, bus: this.bus }) : inProcess();
    this.#isOn = true;
    const { framesPerSecond } = wish;
    const pumped = {
      clock,
      framesPerSecond,
      compressed,
      fault: () => this.#fault,
      picture: (atMs: number): Promise<ScenePicture> => this.#picture(atMs),
    };
    return new PumpedLine({
      passage,
      bus: this.bus,
      pump: (write, signal) => pumpPixmaps({ ...pumped, write }, signal),
      unplugs: this.#unplugs,
      onEnd: () => this.#rest(),
    });
  }

  async #picture(atMs: number): Promise<ScenePicture> {
    await this.#putAway();
    return await this.#scene.picture(atMs);
  }

  async #rest(): Promise<void> {
    this.#isOn = false;
    await this.#putAway();
    await this.#scene.rest();
  }

  /** What stood there may just be on its way through the pump: it is put away before the next picture. */
  async #replaceBy(scene: OpenScene): Promise<void> {
    this.#retired.push(this.#scene);
    this.#scene = scene;
    if (!this.#isOn) await this.#putAway();
  }

  async #putAway(): Promise<void> {
    for (const scene of this.#retired.splice(0)) await scene[Symbol.asyncDispose]();
  }

  #unplugged(): KioskError {
    return new KioskError('HAL_DISCONNECTED', { device: this.bus, reason: 'unplugged' });
  }
}
