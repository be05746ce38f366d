// The configuration: what may stand in the file, its bounds, its defaults, and what each key is for. Devices and the fleet have files of their own.
import { z } from 'zod';
import { MOST_CAPACITY, MOST_RESERVE } from '../../protocol/index.ts';
import { KEEPER_KINDS, PCR_LIST } from '../vault/index.ts';
import { key } from './about-keys.ts';
import { deviceSections } from './device-sections.ts';
import { fleetSection } from './fleet-section.ts';
import { helpText, isFolderOrPlainAddress, isTimeZone, path, timeOfDay, topicWord } from './values.ts';

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
  ...deviceSections,
  fleet: fleetSection,
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

type Prefaulted = { readonly [S in keyof typeof sections]: z.ZodPrefault<(typeof sections)[S]> };

/** A section that is left out has its defaults. */
const prefaulted = Object.fromEntries(
  Object.entries(sections).map(([name, section]) => [name, z.prefault(section, {})]),
) as Prefaulted;

export const configSchema = z.strictObject(prefaulted).check(({ value, issues }) => {
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
