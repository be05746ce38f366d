// The virtual camera through a real ffmpeg, without one, and with a recording: the conformance suite, and its scenes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { abortable, type ColourImage, Deadline, systemClock } from '../../protocol/index.ts';
import { withoutFfmpeg } from '../camera/fixtures/installed.ts';
import {
  type CameraBench,
  cameraConformance,
  ffmpegChildren,
  SHORT_LIMITS,
  twoColours,
} from '../conformance/camera-conformance.ts';
import type { Camera, Frame, FrameStream } from '../ports/camera.ts';
import type { CameraScene } from './camera-scene.ts';
import { openVirtualCamera, type VirtualCamera, type VirtualCameraOptions } from './virtual-camera.ts';

const SIZE = { widthPx: 320, heightPx: 240, framesPerSecond: 30 };
const skip = await withoutFfmpeg();
const folder = mkdtempSync(join(tmpdir(), 'camera-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const openCamera = (options: VirtualCameraOptions = {}): Promise<VirtualCamera> =>
  openVirtualCamera({ ...SIZE, ...options }, { clock: systemClock, ...SHORT_LIMITS });

async function benchOf(options: VirtualCameraOptions, scene: CameraScene): Promise<CameraBench> {
  const camera = await openCamera(options);
  await camera.show(scene);
  return {
    camera,
    ...SIZE,
    fault: async (fault) => camera.fault(fault),
    clearFault: async () => camera.clearFault(),
    [Symbol.asyncDispose]: () => camera[Symbol.asyncDispose](),
  };
}

const still = twoColours(SIZE.widthPx, SIZE.heightPx);

t.test('through ffmpeg', { skip }, async (t) => {
  cameraConformance(t, { hasChild: true, bench: () => benchOf({ through: 'ffmpeg' }, () => still) });
});

t.test('in process', async (t) => {
  cameraConformance(t, { hasChild: false, bench: () => benchOf({ through: 'in-process' }, async () => still) });
});
