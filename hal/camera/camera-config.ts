// What is asked of a camera, and where it is.

export interface PictureWish {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

export interface V4l2CameraConfig extends PictureWish {
  readonly driver: 'v4l2';
  /** A stable one, as under /dev/v4l/by-id. */
  readonly path: string;
  /** `raw` where the camera cannot compress, or is slow to. */
  readonly format: 'mjpeg' | 'raw';
}

export interface NetworkCameraConfig extends PictureWish {
  readonly driver: 'network';
  /** rtsp://, http:// or https://, with the login where the camera asks for one. */
  readonly url: string;
}

export type CameraConfig = V4l2CameraConfig | NetworkCameraConfig;
