// Cameras: what opens them, and the virtual one.

export type { CameraScene, FrameSource } from '../virtual/camera-scene.ts';
export type { CameraFault } from '../virtual/pixmap-pump.ts';
export {
  openVirtualCamera,
  type VirtualCamera,
  type VirtualCameraOptions,
  type VirtualCameraParts,
} from '../virtual/virtual-camera.ts';
export type { CameraConfig, NetworkCameraConfig, PictureWish, V4l2CameraConfig } from './camera-config.ts';
export { type OpenCameraParts, openCamera } from './open-camera.ts';
export type { CameraLimits, CameraParts, SupervisedCamera } from './supervised-camera.ts';
