// blink(1) of ThingM: the feature reports it is driven by (report id 1, 8 bytes).

import type { LampReports } from './lamp-reports.ts';
import { LIGHT_LOOKS, type LightLook, type LightName } from './light-looks.ts';

const REPORT_ID = 0x01;
const ALL_LEDS = 0x00;
/** Lines of the lamp's pattern memory. The first edition has 12 and writes line 0 where it has no such line. */
const LINES = 16;
const BLINK_LINES = { first: 10, last: 11 } as const;
const BLINK_MS = 500;
/** The host is dead once it has not been heard of for this long: three missed tickles. */
const DEAD_MAN_MS = 3000;
const TICKLE_EVERY_MS = 1000;

const DARK: LightLook = LIGHT_LOOKS.off;

const command = (letter: string, ...bytes: readonly number[]): Uint8Array => {
  const report = new Uint8Array(8);
  report.set([REPORT_ID, letter.charCodeAt(0), ...bytes]);
  return report;
};

/** Times are counted in 10 ms, 16 bits, big-endian. */
const time = (ms: number): readonly [number, number] => {
  const ticks = Math.min(0xffff, Math.max(0, Math.round(ms / 10)));
  return [ticks >> 8, ticks & 0xff];
};

export const blink1Fade = ({ red, green, blue }: LightLook, ms: number): Uint8Array =>
  command('c', red, green, blue, ...time(ms), ALL_LEDS);

export const blink1Now = ({ red, green, blue }: LightLook): Uint8Array =>
  command('n', red, green, blue, 0, 0, ALL_LEDS);

/** One line of the pattern in the lamp's RAM. A black line of no duration is skipped by the lamp. */
export const blink1PatternLine = ({ red, green, blue }: LightLook, ms: number, line: number): Uint8Array =>
  command('P', red, green, blue, ...time(ms), line);

export const blink1Play = (firstLine: number, lastLine: number): Uint8Array => command('p', 1, firstLine, lastLine, 0);

/**
 * Server tickle: unless another comes within `limitMs` the lamp plays its pattern from `firstLine` to `lastLine` by
 * itself. `maintain` 1 leaves the present colour alone; 0 would put the lamp out at every tickle.
 */
export const blink1Tickle = (limitMs: number, firstLine: number, lastLine: number): Uint8Array =>
  command('D', 1, ...time(limitMs), 1, firstLine, lastLine);

export const blink1TickleOff = (): Uint8Array => command('D', 0, 0, 0, 1, 0, 0);

/** As delivered the lamp's pattern has green lines. What a dead host leaves behind must never be green: all go dark. */
function patternLines(): readonly Uint8Array[] {
  const lines = Array.from({ length: LINES }, (_, index) => LINES - 1 - index);
  return lines.map((line) => blink1PatternLine(line === BLINK_LINES.first ? LIGHT_LOOKS.fault : DARK, BLINK_MS, line));
}

const show = (name: LightName): Uint8Array =>
  LIGHT_LOOKS[name].blinks ? blink1Play(BLINK_LINES.first, BLINK_LINES.last) : blink1Now(LIGHT_LOOKS[name]);

const tickle = blink1Tickle(DEAD_MAN_MS, 0, BLINK_LINES.first - 1);

export const blink1Reports: LampReports = {
  model: 'blink(1)',
  usb: [{ vendorId: 0x27b8, productId: 0x01ed }],
  kind: 'feature',
  open: () => patternLines(),
  // The dead-man is armed before the colour: there is no moment at which a green lamp would outlive its host.
  show: (name) => [tickle, show(name)],
  close: () => [blink1TickleOff(), show('off')],
  alive: { everyMs: TICKLE_EVERY_MS, reports: () => [tickle], darkAfterMs: DEAD_MAN_MS },
};
