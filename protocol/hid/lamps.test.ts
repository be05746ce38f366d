// The reports of the lamps, byte by byte, and that nothing but an acceptance is ever green.
import t from 'tap';
import {
  blink1Fade,
  blink1Now,
  blink1PatternLine,
  blink1Play,
  blink1Reports,
  blink1Tickle,
  blink1TickleOff,
} from './blink1.ts';
import type { LampReports } from './lamp-reports.ts';
import { LIGHT_LOOKS, type LightName } from './light-looks.ts';
import { luxaforFade, luxaforFlagReports, luxaforStatic, luxaforStrobe } from './luxafor-flag.ts';

const hex = (report: Uint8Array | undefined): string => Buffer.from(report ?? []).toString('hex');
const names = Object.keys(LIGHT_LOOKS).filter((name): name is LightName => name in LIGHT_LOOKS);
const amber = LIGHT_LOOKS.attention;

t.test("blink(1) is told what its maker's document says", async (t) => {
  t.equal(hex(blink1Fade(amber, 5110)), '0163ff6e0001ff00');
  t.equal(hex(blink1Now(amber)), '016eff6e00000000');
  t.equal(hex(blink1PatternLine(amber, 500, 3)), '0150ff6e00003203');
  t.equal(hex(blink1Play(10, 11)), '0170010a0b000000');
  t.equal(hex(blink1Tickle(3000, 0, 9)), '014401012c010009');
  t.equal(hex(blink1TickleOff()), '0144000000010000');
  t.equal(hex(blink1Fade(amber, 1e9)), '0163ff6e00ffff00', 'a time beyond what the report can hold is cut');
});

t.test('a Luxafor Flag is told mode, lamps, colour', async (t) => {
  t.equal(hex(luxaforStatic(amber)), '0001ffff6e00000000');
  t.equal(hex(luxaforFade(amber, 20)), '0002ffff6e00140000');
  t.equal(hex(luxaforStrobe(amber)), '0003ffff6e002000ff');
});

t.test('whoever dies while the blink(1) is green leaves it dark, not green', async (t) => {
  const lines = blink1Reports.open();
  const memory = new Map<number, string>();
  for (const report of lines) memory.set(report[7] ?? -1, hex(report.subarray(2, 5)));
  t.equal(memory.size, 16, 'the whole pattern memory is rewritten');
  t.notOk(
    [...memory.values()].some((colour) => colour.slice(2, 4) !== '00'),
    'no line has any green',
  );
  for (const name of names) {
    const [first] = blink1Reports.show(name);
    const [, command, on, high = 0, low = 0, maintain, from, to] = first ?? [];
    t.same([command, on, maintain], [0x44, 1, 1], `the dead-man is armed before ${name} is shown`);
    t.equal((high * 256 + low) * 10, blink1Reports.alive.darkAfterMs);
    for (let line = from ?? 99; line <= (to ?? 99); line += 1)
      t.equal(memory.get(line), '000000', `line ${line} is dark`);
  }
  t.ok(blink1Reports.alive.everyMs * 2 < (blink1Reports.alive.darkAfterMs ?? 0), 'one lost tickle puts out nothing');
});

t.test('an edition with 12 pattern lines ends up dark as well', async (t) => {
  const memory = new Map<number, string>();
  for (const report of blink1Reports.open()) {
    const line = report[7] ?? 0;
    memory.set(line < 12 ? line : 0, hex(report.subarray(2, 5)));
  }
  t.same([memory.get(0), memory.get(9), memory.get(10), memory.get(11)], ['000000', '000000', 'ff0000', '000000']);
});

t.test('every signal has its colour on every lamp', async (t) => {
  const colours: Readonly<Record<string, LampReports>> = { blink1: blink1Reports, luxafor: luxaforFlagReports };
  for (const [lamp, reports] of Object.entries(colours)) {
    const shown = names.map((name) => reports.show(name).map(hex).join(' '));
    t.equal(new Set(shown).size, names.length, `${lamp} shows ${names.length} different things`);
    t.ok(reports.close().length > 0);
    t.ok(reports.usb.length > 0);
  }
  t.same(
    names.filter(
      (name) => LIGHT_LOOKS[name].green > LIGHT_LOOKS[name].red && LIGHT_LOOKS[name].green > LIGHT_LOOKS[name].blue,
    ),
    ['accepted'],
  );
  t.equal(luxaforFlagReports.alive.darkAfterMs, null, 'the Luxafor has no dead-man and does not claim one');
  t.same(luxaforFlagReports.alive.reports('refused'), luxaforFlagReports.show('refused'));
});
