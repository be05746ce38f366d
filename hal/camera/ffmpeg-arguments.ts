// What ffmpeg is told: one row for each way to reach a camera, and the same output for all of them.
import type { CameraConfig, NetworkCameraConfig, PictureWish, Rotation, V4l2CameraConfig } from './camera-config.ts';

/** A camera that says nothing for so long is taken for gone by ffmpeg itself. In microseconds, as it wants them. */
const NETWORK_LIMIT_US = '5000000';

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning'] as const;

/** Every frame as soon as it is there. More threads would each hold a frame back. */
const PROMPT = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-threads', '1'] as const;

const pixelFormats = {
  mjpeg: 'mjpeg',
  // What cameras of the USB video class give uncompressed.
  raw: 'yuyv422',
} as const satisfies Readonly<Record<V4l2CameraConfig['format'], string>>;

const sizeOf = ({ widthPx, heightPx }: PictureWish): string => `${widthPx}x${heightPx}`;

const v4l2Input = (config: V4l2CameraConfig): readonly string[] => [
  ...['-f', 'v4l2', '-input_format', pixelFormats[config.format]],
  ...['-framerate', String(config.framesPerSecond), '-video_size', sizeOf(config)],
  ...['-i', config.path],
];

/** The white lists keep a hostile camera from sending ffmpeg to a file or to another service by a playlist. */
function networkInput({ url }: NetworkCameraConfig): readonly string[] {
  const isRtsp = url.startsWith('rtsp:');
  const transport = isRtsp
    ? ['-rtsp_transport', 'tcp', '-timeout', NETWORK_LIMIT_US, '-protocol_whitelist', 'rtsp,rtp,tcp,udp']
    : ['-rw_timeout', NETWORK_LIMIT_US, '-protocol_whitelist', 'http,https,tcp,tls'];
  // Two frames tell what is coming; five seconds of them would be looked at by default.
  return [...transport, '-probesize', '1000000', '-analyzeduration', '100000', '-i', url];
}

const inputOf = (config: CameraConfig): readonly string[] =>
  config.driver === 'v4l2' ? v4l2Input(config) : networkInput(config);

/** Larger pictures are reduced to what was asked for; smaller ones stay as they are: enlarging shows nothing more. */
const fitted = ({ widthPx, heightPx }: PictureWish): string =>
  `scale=w='min(iw,${widthPx})':h='min(ih,${heightPx})':force_original_aspect_ratio=decrease:flags=bilinear`;

/** After the picture was reduced: fewer pixels to turn. */
const TURNED: Readonly<Record<Rotation, readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** Pixmaps of 24-bit colour, each with its size in front, none repeated and none left out to keep a rate. */
const output = (wish: PictureWish, rotation: Rotation = 0): readonly string[] => [
  ...['-map', '0:v:0', '-vf', [fitted(wish), ...TURNED[rotation]].join(','), '-fps_mode', 'passthrough'],
  ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-flush_packets', '1', 'pipe:1'],
];

export const cameraArguments = (config: CameraConfig): readonly string[] => [
  ...QUIET,
  ...PROMPT,
  ...inputOf(config),
  ...output(config, config.rotation),
];

/** Pixmaps in, or JPEG pictures in parts of a multipart stream; pixmaps out: what a virtual camera's frames go through. */
export const passingArguments = (wish: PictureWish, compressed: boolean): readonly string[] => [
  ...QUIET,
  ...PROMPT,
  ...['-probesize', '32', '-analyzeduration', '0'],
  ...(compressed
    ? ['-f', 'mpjpeg', '-i', 'pipe:0']
    : ['-f', 'image2pipe', '-c:v', 'ppm', '-framerate', String(wish.framesPerSecond), '-i', 'pipe:0']),
  ...output(wish),
];

/** A recording, over and over, as fast as it is taken and at the rate asked for. */
export const recordingArguments = (path: string, wish: PictureWish): readonly string[] => {
  const { widthPx, heightPx, framesPerSecond } = wish;
  const box = `scale=w=${widthPx}:h=${heightPx}:force_original_aspect_ratio=decrease:flags=bilinear`;
  const framed = `pad=${widthPx}:${heightPx}:-1:-1:color=gray`;
  return [
    ...QUIET,
    ...['-threads', '1', '-stream_loop', '-1', '-protocol_whitelist', 'file', '-i', `file:${path}`],
    ...['-map', '0:v:0', '-vf', `fps=${framesPerSecond},${box},${framed}`, '-fps_mode', 'passthrough'],
    ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
};
