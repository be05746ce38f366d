// What is asked of a camera, and where it is.

export interface PictureWish {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

/** Degrees clockwise that pictures are turned by, so that heads stand upright: of a camera that is mounted on its side. */
export type Rotation = 0 | 90 | 180 | 270;

export interface MountedCamera extends PictureWish {
  /** Size and format are the camera's own, before the turn. */
  readonly rotation?: Rotation;
}

export interface V4l2CameraConfig extends MountedCamera {
  readonly driver: 'v4l2';
  /** A stable one, as under /dev/v4l/by-id. */
  readonly path: string;
  /** `raw` where the camera cannot compress, or is slow to. */
  readonly format: 'mjpeg' | 'raw';
}

export interface NetworkCameraConfig extends MountedCamera {
  readonly driver: 'network';
  /** rtsp://, http:// or https://, with the login where the camera asks for one. */
  readonly url: string;
}

export type CameraConfig = V4l2CameraConfig | NetworkCameraConfig;
