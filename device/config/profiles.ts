// What fits a kind of machine: defaults of a profile, below whatever the file and everybody else says. None of them decides about people.
import type { Config } from './schema.ts';

type Defaults = { readonly [S in keyof Config]?: Partial<Config[S]> };

export const PROFILES = {
  /** On a wall, for staff: a finger, and a light that answers. */
  terminal: {
    screen: { layout: 'wall' },
    sensor: { driver: 'zfm-serial' },
    light: { driver: 'auto' },
    card: { driver: 'none' },
    camera: { driver: 'none' },
  },
  /** For citizens: a card, and a face before the camera. */
  kiosk: {
    screen: { layout: 'kiosk' },
    light: { driver: 'auto' },
    card: { driver: 'pcsc' },
    camera: { driver: 'v4l2' },
  },
  /** No device at all: `ridged run` is as with --virtual. */
  bench: {
    sensor: { driver: 'virtual' },
    light: { driver: 'virtual' },
    card: { driver: 'virtual' },
    camera: { driver: 'virtual' },
    scanner: { driver: 'virtual' },
    tamper: { driver: 'virtual' },
    power: { driver: 'virtual' },
  },
} as const satisfies Readonly<Record<string, Defaults>>;

export type ProfileName = keyof typeof PROFILES;

export const profileNames = Object.keys(PROFILES).filter((name): name is ProfileName => name in PROFILES);
