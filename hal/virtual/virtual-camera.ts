// A camera without hardware: what stands before it is scripted, its frames come through ffmpeg like a real one's.
import { KioskError } from '../../protocol/index.ts';
import type { PictureWish } from '../camera/camera-config.ts';
import { isInstalled } from '../camera/ffmpeg-process.ts';
import { type CameraParts, SupervisedCamera } from '../camera/supervised-camera.ts';
import type { CameraScene } from './camera-scene.ts';
import type { CameraFault } from './pixmap-pump.ts';
import { VirtualCameraSource } from './virtual-camera-source.ts';

export interface VirtualCameraOptions extends Partial<PictureWish> {
  /** Without a wish frames go through ffmpeg where it is installed; `info.bus` says whether they do. */
  readonly through?: 'ffmpeg' | 'in-process';
  /** Gives ffmpeg JPEG pictures to decode, as a camera on USB does, not pixmaps. */
  readonly compressed?: boolean;
}

export interface VirtualCameraParts extends CameraParts {
  /** Program that is run; found on the path. */
  readonly ffmpeg?: string;
}

const WISH: PictureWish = { widthPx: 1280, heightPx: 720, framesPerSecond: 30 };

/** @throws KioskError HAL_UNAVAILABLE where ffmpeg is asked for and missing */
export async function openVirtualCamera(
  options: VirtualCameraOptions,
  parts: VirtualCameraParts,
): Promise<VirtualCamera> {
  const { ffmpeg = 'ffmpeg', clock } = parts;
  const { through, compressed = false, ...wish } = options;
  const hasFfmpeg = through !== 'in-process' && (await isInstalled(ffmpeg));
  if (through === 'ffmpeg' && !hasFfmpeg) throw new KioskError('HAL_UNAVAILABLE', { program: ffmpeg });
  const source = new VirtualCameraSource({ wish: { ...WISH, ...wish }, clock, ffmpeg, hasFfmpeg, compressed });
  return new VirtualCamera(source, parts);
}

export class VirtualCamera extends SupervisedCamera {
  readonly #source: VirtualCameraSource;

  constructor(source: VirtualCameraSource, parts: CameraParts) {
    super(source, parts);
    this.#source = source;
  }

  /**
   * What stands before it from the next frame on, also while it is on.
   * @throws KioskError IMAGE_UNREADABLE, HAL_UNAVAILABLE without what reads the files: what stood there stays
   */
  async show(scene: CameraScene): Promise<void> {
    await this.#source.show(scene);
  }

  /** Nobody there: a grey wall. */
  async blank(): Promise<void> {
    await this.#source.blank();
  }

  /** Until it is cleared, or another comes. */
  fault(fault: CameraFault): void {
    this.#source.setFault(fault);
  }

  clearFault(): void {
    this.#source.setFault(undefined);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#source.blank();
  }
}
