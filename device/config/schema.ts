// The configuration: what may stand in the file, its bounds, its defaults, and what each key is for.
import { z } from 'zod';
import { isProxyAddress, MOST_CAPACITY, MOST_RESERVE } from '../../protocol/index.ts';
import { KEEPER_KINDS, PCR_LIST } from '../vault/index.ts';
import {
  helpText,
  holdsNoLogin,
  isBroker,
  isCamera,
  isFolderOrPlainAddress,
  isTimeZone,
  path,
  timeOfDay,
  topicWord,
  usbId,
} from './values.ts';

/** What is said of each key besides its bounds. */
interface About {
  readonly text: string;
  /** A change takes effect at the next start only. */
  readonly restart?: boolean;
  /** Not shown by `ridged config show`. */
  readonly secret?: boolean;
  /** May name somebody: no support bundle has it. */
  readonly personal?: boolean;
  /** About people: in a terminal of a fleet it is the fleet's to set. */
  readonly decides?: boolean;
}

export const aboutKeys = z.registry<About>();

function key<S extends z.ZodType>(schema: S, about: About): S {
  aboutKeys.add(schema, about);
  return schema;
}

export const sections = {
  terminal: z.strictObject({
    site: key(topicWord.default('site-1'), { text: 'where it hangs; part of the MQTT topics', restart: true }),
    name: key(topicWord.default('terminal-1'), { text: 'which one it is; part of the MQTT topics', restart: true }),
    timeZone: key(z.string().refine(isTimeZone, 'is not a time zone').default('Asia/Bangkok'), {
      text: 'zone of schedules and of the time on the screen',
      restart: true,
      decides: true,
    }),
    language: key(z.enum(['th', 'en']).default('th'), { text: 'of the screen, at first' }),
  }),
  data: z.strictObject({
    dir: key(path.default('/var/lib/ridged'), { text: 'folder of databases and keys', restart: true }),
  }),
  vault: z.strictObject({
    kind: key(z.enum(KEEPER_KINDS).default('file'), {
      text: 'who keeps the key of all that lies in data.dir: tpm2, systemd (its credentials) or, for development, a file beside it; "ridged vault move" changes it',
      restart: true,
    }),
    pcrs: key(z.string().regex(PCR_LIST, 'must be a bank and registers, such as "sha256:7"').optional(), {
      text: 'registers of the TPM that must stay as they are for it to give the key out; after a change of the firmware they differ',
      restart: true,
    }),
  }),
  screen: z.strictObject({
    port: key(z.int().min(0).max(65_535).default(0), {
      text: 'of the screen on loopback; 0: any that is free',
      restart: true,
    }),
    layout: key(z.enum(['wall', 'kiosk']).default('wall'), {
      text: 'what stands there while nobody does: wall for staff, who put a finger on it; kiosk for citizens, who insert a card',
      restart: true,
    }),
    helpTh: key(helpText(), {
      text: 'whom to turn to for help, in Thai: a counter, a telephone number',
      restart: true,
      personal: true,
    }),
    helpEn: key(helpText(), { text: 'the same in English', restart: true, personal: true }),
  }),
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
  fleet: z.strictObject({
    url: key(
      z
        .string()
        .refine(isBroker, 'must begin with mqtts://, wss://, mqtt:// or ws:// and name a host')
        .refine(holdsNoLogin, 'must not hold a login: use fleet.username and fleet.passwordFile')
        .optional(),
      {
        text: 'broker, such as "mqtts://fleet.example:8883", or "wss://fleet.example:443/mqtt" where only 443 is let through; without it the terminal stays offline',
        restart: true,
      },
    ),
    trustFile: key(path.optional(), { text: 'keys whose signed messages this terminal obeys', restart: true }),
    caFile: key(path.optional(), {
      text: 'PEM; who may have signed the certificate of the broker, where no public authority has',
      restart: true,
    }),
    crlFile: key(path.optional(), {
      text: 'PEM; which certificates they have revoked, with fleet.caFile; read at each connection; once it is over no broker is let in',
      restart: true,
    }),
    certFile: key(path.optional(), { text: 'PEM; certificate of this terminal, with fleet.keyFile', restart: true }),
    keyFile: key(path.optional(), {
      text: 'PEM; its private key, readable by its owner alone; the first start seals it by the vault',
      restart: true,
    }),
    username: key(z.string().min(1).max(256).optional(), {
      text: 'for brokers that ask for one, with fleet.passwordFile',
      restart: true,
      personal: true,
    }),
    passwordFile: key(path.optional(), { text: 'one line, readable by its owner alone', restart: true }),
    proxy: key(
      path
        .refine(
          isProxyAddress,
          'must be http://HOST:PORT without a login: use fleet.proxyUsername and fleet.proxyPasswordFile',
        )
        .optional(),
      { text: 'where the way out leads through one, such as "http://proxy.example:3128"', restart: true },
    ),
    proxyUsername: key(z.string().min(1).max(256).optional(), {
      text: 'for proxies that ask for one, with fleet.proxyPasswordFile',
      restart: true,
      personal: true,
    }),
    proxyPasswordFile: key(path.optional(), { text: 'one line, readable by its owner alone', restart: true }),
    protocol: key(z.literal([5, 3]).default(5), {
      text: 'MQTT 5, or 3 for brokers that speak 3.1.1 only',
      restart: true,
    }),
    newestFirst: key(z.boolean().default(false), { text: 'after an outage, so that dashboards are current first' }),
    flushPerSecond: key(z.int().min(1).max(10_000).default(200), {
      text: 'entries a second after an outage, so that 35 terminals do not flood the fleet',
    }),
  }),
  journal: z.strictObject({
    capacityEntries: key(z.int().min(1000).max(MOST_CAPACITY).default(200_000), {
      text: 'unacknowledged entries that are kept',
      restart: true,
    }),
    reserveEntries: key(z.int().min(100).max(MOST_RESERVE).default(20_000), {
      text: 'kept free beyond them, for clock visits alone',
      restart: true,
    }),
  }),
  engine: z.strictObject({
    threads: key(z.int().min(0).max(64).default(0), {
      text: 'that extract and compare; 0: as many as there are cores',
      restart: true,
    }),
    capacityTemplates: key(z.int().min(100).max(1_000_000).default(60_000), {
      text: '8,000 people with two fingers of three impressions are 48,000',
      restart: true,
    }),
  }),
  models: z.strictObject({
    manifest: key(path.optional(), {
      text: 'JSON that names networks, each with its SHA-256; without it no network looks at a finger',
      restart: true,
    }),
    weightsDir: key(path.optional(), {
      text: 'folder of the files of the face networks; without it build/models beside the package, then /var/lib/ridged/models',
      restart: true,
    }),
    mirror: key(
      path
        .refine(isFolderOrPlainAddress, 'must be a folder, or a web address without a login and without ? or #')
        .optional(),
      { text: 'folder or web address that has the files, asked before their publishers by "ridged models install"' },
    ),
  }),
  face: z.strictObject({
    recogniser: key(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be the name of a recogniser in the manifest')
        .default('mobileface-id'),
      {
        text: 'which network compares faces: mobileface-id, or sface once it was installed and calibrated',
        restart: true,
      },
    ),
  }),
  prove: z.strictObject({
    profiles: key(path.optional(), {
      text: 'folder of service profiles (*.jws) that the fleet has signed; without it nobody is proved here',
      restart: true,
    }),
  }),
  clock: z.strictObject({
    repeatWindowMs: key(z.int().min(0).max(3_600_000).default(60_000), {
      text: 'the same person in the same direction within it is a repeated punch',
      decides: true,
    }),
    dayStartsAt: key(timeOfDay.default('04:00'), {
      text: 'local time at which a new working day begins',
      decides: true,
    }),
    longestShiftHours: key(z.number().min(1).max(24).default(14), {
      text: 'who came in no longer ago is proposed OUT, whatever the date',
      decides: true,
    }),
    proposeOutFrom: key(timeOfDay.default('15:00'), {
      text: "a day's first punch from this local time ...",
      decides: true,
    }),
    proposeOutUntil: key(timeOfDay.default('19:00'), {
      text: '... to this one is proposed OUT, any other IN',
      decides: true,
    }),
    face: key(z.boolean().default(false), {
      text: 'whether staff may show their face after a card or a number; needs camera and models',
      restart: true,
      decides: true,
    }),
  }),
} as const;

const {
  terminal,
  data,
  vault,
  screen,
  sensor,
  light,
  card,
  camera,
  fleet,
  journal,
  engine,
  models,
  face,
  prove,
  scanner,
  tamper,
  power,
  clock,
} = sections;

export const configSchema = z
  .strictObject({
    terminal: terminal.prefault({}),
    data: data.prefault({}),
    vault: vault.prefault({}),
    screen: screen.prefault({}),
    sensor: sensor.prefault({}),
    light: light.prefault({}),
    card: card.prefault({}),
    camera: camera.prefault({}),
    scanner: scanner.prefault({}),
    tamper: tamper.prefault({}),
    power: power.prefault({}),
    fleet: fleet.prefault({}),
    journal: journal.prefault({}),
    engine: engine.prefault({}),
    models: models.prefault({}),
    face: face.prefault({}),
    prove: prove.prefault({}),
    clock: clock.prefault({}),
  })
  .check(({ value, issues }) => {
    const complain = (at: readonly string[], message: string): void => {
      issues.push({ code: 'custom', path: [...at], message, input: value });
    };
    if (value.sensor.driver === 'zfm-hid' && value.sensor.usbId === undefined)
      complain(['sensor', 'usbId'], 'is needed by the driver zfm-hid');
    if (value.camera.driver === 'network' && value.camera.url === undefined)
      complain(['camera', 'url'], 'is needed by the driver network');
    if (value.clock.proposeOutFrom > value.clock.proposeOutUntil)
      complain(['clock', 'proposeOutUntil'], 'must not be earlier than proposeOutFrom');
  });

export type Config = Readonly<{ [S in keyof typeof sections]: Readonly<z.infer<(typeof sections)[S]>> }>;
export type SectionName = keyof typeof sections;

export const sectionNames = Object.keys(sections).filter((name): name is SectionName => name in sections);

export const keysOf = (section: SectionName): Readonly<Record<string, z.ZodType>> => sections[section].shape;
