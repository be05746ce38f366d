// Luxafor Flag: the output reports it is driven by (8 bytes after report id 0).

import type { LampReports } from './lamp-reports.ts';
import { LIGHT_LOOKS, type LightLook, type LightName } from './light-looks.ts';

const REPORT_ID = 0x00;
const MODE = { static: 0x01, fade: 0x02, strobe: 0x03 } as const;
const ALL_LEDS = 0xff;
/** Of the strobe, in the lamp's own unit: about half a second. */
const STROBE_SPEED = 0x20;
const MOST_REPEATS = 0xff;
const CHECK_EVERY_MS = 5000;

export const luxaforStatic = ({ red, green, blue }: LightLook): Uint8Array =>
  Uint8Array.of(REPORT_ID, MODE.static, ALL_LEDS, red, green, blue, 0, 0, 0);

/** The speed of a fade: 0 fastest, 255 slowest. */
export const luxaforFade = ({ red, green, blue }: LightLook, speed: number): Uint8Array =>
  Uint8Array.of(REPORT_ID, MODE.fade, ALL_LEDS, red, green, blue, speed, 0, 0);

export const luxaforStrobe = ({ red, green, blue }: LightLook): Uint8Array =>
  Uint8Array.of(REPORT_ID, MODE.strobe, ALL_LEDS, red, green, blue, STROBE_SPEED, 0, MOST_REPEATS);

const show = (name: LightName): Uint8Array =>
  LIGHT_LOOKS[name].blinks ? luxaforStrobe(LIGHT_LOOKS[name]) : luxaforStatic(LIGHT_LOOKS[name]);

/** It has no dead-man: a host that dies while it is green leaves it green until the next start. */
export const luxaforFlagReports: LampReports = {
  model: 'Luxafor Flag',
  usb: [{ vendorId: 0x04d8, productId: 0xf372 }],
  kind: 'output',
  open: () => [],
  show: (name) => [show(name)],
  close: () => [show('off')],
  // The same again: the only way to notice that the lamp was unplugged, and a strobe ends by itself.
  alive: { everyMs: CHECK_EVERY_MS, reports: (name) => [show(name)], darkAfterMs: null },
};
