// What may be set of each device: how it is spoken to, where it is found, what is asked of it.
import { z } from 'zod';
import { key } from './about-keys.ts';
import { isCamera, path, usbId } from './values.ts';

export const deviceSections = {
  sensor: z.strictObject({
    driver: key(z.enum(['zfm-serial', 'zfm-hid', 'virtual']).default('zfm-serial'), {
      text: 'how the fingerprint sensor is spoken to',
      restart: true,
    }),
    path: key(path.default('/dev/ttyUSB0'), {
      text: 'of a serial module; best a stable one under /dev/serial/by-id',
      restart: true,
    }),
    usbId: key(usbId.optional(), {
      text: 'of a zfm-hid module, such as "1209:b10c"',
      restart: true,
    }),
    password: key(z.int().min(0).max(0xffff_ffff).default(0), {
      text: '32-bit password of the module',
      restart: true,
      secret: true,
    }),
    maxBaud: key(z.int().min(57_600).max(960_000).multipleOf(9600).default(960_000), {
      text: 'the fastest to be tried; an image takes 3.5 s at 115200, 0.5 s at 960000',
      restart: true,
    }),
    dpi: key(z.int().min(250).max(1200).optional(), {
      text: 'as measured on this unit; without it the data sheet of the module is believed',
      restart: true,
    }),
  }),
  light: z.strictObject({
    driver: key(z.enum(['auto', 'blink1', 'luxafor-flag', 'virtual', 'none']).default('auto'), {
      text: 'auto: whichever known lamp is plugged in',
      restart: true,
    }),
  }),
  card: z.strictObject({
    driver: key(z.enum(['pcsc', 'virtual', 'none']).default('none'), {
      text: 'how card readers are spoken to; none: no card is read here',
      restart: true,
    }),
    reader: key(z.string().min(1).max(256).optional(), {
      text: 'name, or the beginning of it; without it every reader there is',
      restart: true,
    }),
  }),
  camera: z.strictObject({
    driver: key(z.enum(['v4l2', 'network', 'virtual', 'none']).default('none'), {
      text: 'how the camera is spoken to; none: nobody is looked at here',
      restart: true,
    }),
    path: key(path.default('/dev/video0'), {
      text: 'of a v4l2 camera; best a stable one under /dev/v4l/by-id',
      restart: true,
    }),
    url: key(path.refine(isCamera, 'must begin with rtsp://, http:// or https:// and name a host').optional(), {
      text: 'of a network camera: rtsp://, http:// or https://',
      restart: true,
      secret: true,
    }),
    format: key(z.enum(['mjpeg', 'raw']).default('mjpeg'), {
      text: 'asked of a v4l2 camera; raw where it cannot compress',
      restart: true,
    }),
    widthPx: key(z.int().min(320).max(3840).multipleOf(2).default(1280), {
      text: 'before it is turned; at least 1280, for a portrait that counts as evidence',
      restart: true,
    }),
    heightPx: key(z.int().min(240).max(2160).multipleOf(2).default(720), { text: 'at least 720', restart: true }),
    framesPerSecond: key(z.int().min(5).max(60).default(30), { text: 'asked of the camera', restart: true }),
    rotation: key(z.literal([0, 90, 180, 270]).default(0), {
      text: 'degrees clockwise that pictures are turned by: for a camera mounted on its side',
      restart: true,
    }),
  }),
  scanner: z.strictObject({
    driver: key(z.enum(['hid-pos', 'virtual', 'none']).default('none'), {
      text: 'how the bar-code scanner is spoken to; none: no code is read here',
      restart: true,
    }),
    usbId: key(usbId.optional(), {
      text: 'such as "0c2e:0b61"; without it any scanner of the HID point-of-sale class',
      restart: true,
    }),
  }),
  tamper: z.strictObject({
    driver: key(z.enum(['sysfs', 'virtual', 'none']).default('none'), {
      text: 'how the switch of the cabinet is read; none: nobody notices when it is opened',
      restart: true,
    }),
    path: key(path.default('/sys/class/gpio/gpio17/value'), {
      text: 'an attribute that holds 0 or 1: a GPIO line, or intrusion0_alarm of a board under /sys/class/hwmon',
      restart: true,
    }),
    openAt: key(z.enum(['0', '1']).default('1'), { text: 'what it holds while the cabinet is open', restart: true }),
  }),
  power: z.strictObject({
    driver: key(z.enum(['sysfs', 'nut', 'virtual', 'none']).default('none'), {
      text: 'who tells of mains and battery: the kernel (sysfs), a UPS by way of upsd (nut); none: nobody',
      restart: true,
    }),
    path: key(path.default('/sys/class/power_supply'), { text: 'where the kernel has its supplies', restart: true }),
    ups: key(
      z
        .string()
        .regex(/^[\w.-]{1,64}$/)
        .default('ups'),
      { text: 'as upsd calls it', restart: true },
    ),
    host: key(z.string().min(1).max(255).default('127.0.0.1'), { text: 'of upsd', restart: true }),
    port: key(z.int().min(1).max(65_535).default(3493), { text: 'of upsd', restart: true }),
    stopBelowPercent: key(z.int().min(1).max(90).default(10), {
      text: 'charge of the battery at which the machine is switched off in order, while mains are away',
      restart: true,
    }),
  }),
} as const;
