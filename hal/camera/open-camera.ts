// The camera that the configuration names. Nothing is started until it is opened.
import { readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import type { Camera } from '../ports/camera.ts';
import type { CameraConfig } from './camera-config.ts';
import { cameraArguments } from './ffmpeg-arguments.ts';
import { faultOfEnd } from './ffmpeg-complaints.ts';
import { FfmpegLine } from './ffmpeg-line.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import type { PixmapSource } from './pixmap-line.ts';
import { shownAddress } from './shown-address.ts';
import { type CameraParts, SupervisedCamera } from './supervised-camera.ts';

export interface OpenCameraParts extends CameraParts {
  /** Program that is run; found on the path. */
  readonly ffmpeg?: string;
}

const ADDRESS = /^(?:rtsp|https?):\/\/[^/]/;

/** @throws KioskError CONFIG_INVALID where the address is none of a camera */
export function openCamera(config: CameraConfig, parts: OpenCameraParts): Camera {
  if (config.driver === 'network' && !ADDRESS.test(config.url))
    throw new KioskError('CONFIG_INVALID', { key: 'camera.url', why: 'must begin with rtsp://, http:// or https://' });
  return new SupervisedCamera(sourceOf(config, parts), parts);
}

function sourceOf(config: CameraConfig, { ffmpeg = 'ffmpeg' }: OpenCameraParts): PixmapSource {
  const bus = config.driver === 'v4l2' ? `v4l2 ${config.path}` : shownAddress(config.url);
  const told = { bus, url: config.driver === 'network' ? config.url : '' };
  return {
    get model() {
      return config.driver === 'v4l2' ? kernelsNameOf(config.path) : 'network camera';
    },
    bus,
    isVirtual: false,
    wish: config,
    open: async () =>
      new FfmpegLine(await FfmpegProcess.start(ffmpeg, cameraArguments(config)), (complaints) =>
        faultOfEnd(complaints, told),
      ),
  };
}

/** Looked up each time: a camera may be plugged in later. */
function kernelsNameOf(path: string): string {
  try {
    return readFileSync(`/sys/class/video4linux/${basename(realpathSync(path))}/name`, 'utf8').trim();
  } catch {
    return 'V4L2 camera';
  }
}
