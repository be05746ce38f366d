// Somebody is forced to clock at a whole terminal: nothing there is any different, and the journal alone knows.
import t from 'tap';
import type { FingerPosition, KioskEvent } from '../protocol/index.ts';
import { benchAnswer } from './bench/bench-routes.ts';
import { StillGlass } from './bench/still-glass.ts';
import { openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import { EnrolFlow } from './flows/enrol/enrol-flow.ts';

const FINGERS: Partial<Record<FingerPosition, number>> = { 'right-index': 1, 'left-middle': 2 };

async function enrol({ kiosk }: Terminal): Promise<void> {
  const glass = new StillGlass(async (finger, impression) =>
    impression > 3 ? undefined : print(FINGERS[finger] ?? 0, impression - 1),
  );
  const flow = new EnrolFlow({ ...kiosk.enrolParts, sensor: glass });
  const how = { consentId: 'test', enroller: 'test', substitute: false, override: null };
  const who = { code: '0000000001', nameTh: 'ส', nameEn: 'S', ...how };
  const fingers = { fingers: ['right-index'], duressFingers: ['left-middle'] } as const;
  const result = await flow.enrol({ ...who, ...fingers }, glass, new AbortController().signal);
  if (!result.enrolled) throw new Error(`not enrolled: ${result.reason}`);
}

/** A machine that is busy loses a device for a moment, whoever stands before it. */
const OF_MACHINES = ['fault', 'recovered'];

const entriesAfter = ({ kiosk }: Terminal, seq: number) =>
  kiosk.stores.journal.read(seq + 1, 50).filter(({ payload }) => !OF_MACHINES.includes(payload?.event ?? ''));

/** All that a visit tells, without its figures: the screen, the lamp, the bench and the operator. */
async function seen(terminal: Terminal, finger: number): Promise<readonly unknown[]> {
  const { kiosk, hardware } = terminal;
  const told: KioskEvent[] = [];
  const stop = kiosk.events.listen((event) => told.push(event));
  const before = kiosk.stores.journal.lastSeq;
  const lit = hardware.lamp.history.length;
  kiosk.desk.press('in');
  const answer = await terminal.touch(print(finger, 3));
  stop();
  const withoutFigures = (_name: string, value: unknown): unknown => {
    if (typeof value === 'number') return 0;
    return typeof value === 'string' ? value.replaceAll(/\d+/g, '0') : value;
  };
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value), withoutFigures);
  const shown = told.filter(({ type }) => type !== 'device').map(plain);
  return [
    shown,
    plain(benchAnswer(answer)),
    plain(hardware.lamp.history.slice(lit)),
    entriesAfter(terminal, before).length,
  ];
}

t.test('a duress finger opens as any other, and nothing on the terminal tells; its entry does', async (t) => {
  const dataDir = t.testdir();
  {
    await using terminal = await openTerminal({ dataDir });
    await enrol(terminal);
  }
  await using terminal = await openTerminal({ dataDir });
  await seen(terminal, 1);
  terminal.clock.advance(3_600_000);
  const everyday = await seen(terminal, 1);
  terminal.clock.advance(3_600_000);
  const forced = await seen(terminal, 2);
  t.strictSame(forced, everyday);
  const visits = terminal.kiosk.stores.journal
    .readNewest(20)
    .flatMap(({ payload, class: of }) => (payload?.event === 'clock' ? [{ of, purpose: payload.purpose }] : []));
  t.strictSame(visits, [
    { of: 'transaction', purpose: 'attendance' },
    { of: 'transaction', purpose: 'attendance' },
    { of: 'security', purpose: 'duress' },
  ]);
});

/** All that is shown and answered where a finger is no punch, and what the journal has of it. */
async function shownElsewhere(terminal: Terminal, finger: number) {
  const { kiosk, module } = terminal;
  const seen: unknown[] = [];
  const stop = kiosk.events.listen((event) => {
    if (event.type !== 'request') return;
    seen.push({ ...event, leftMs: 0 });
    if (event.step === 'place') module.present(print(finger, 3));
    if (event.step === 'lift') module.lift();
  });
  const before = kiosk.stores.journal.lastSeq;
  const answer = await kiosk.requests.byFinger('access');
  stop();
  module.lift();
  const operator = { id: 'o-1', name: 'สมชาย', role: 'administrator', validUntilMs: null, keys: [] } as const;
  kiosk.operators.sessions.enter(operator, 'bench');
  const session = kiosk.operators.sessions.present;
  if (!session) throw new Error('nobody came in');
  const tried = kiosk.operators.tryFinger(session, '0000000001', new AbortController().signal);
  await until('a finger is waited for', () => kiosk.gate.isKept);
  module.present(print(finger, 4));
  const { match } = await tried;
  module.lift();
  kiosk.operators.sessions.end('left');
  const entries = entriesAfter(terminal, before);
  return {
    told: [...seen, answer?.code, match?.isTheirs],
    events: entries.map(({ payload, class: of }) => [payload?.event, of]),
    purposes: entries.flatMap(({ payload }) =>
      payload?.event === 'finger-shown' ? [[payload.at, payload.purpose]] : [],
    ),
  };
}

t.test('a duress finger that asks about its data, or is tried, is told to the fleet and to nobody else', async (t) => {
  const dataDir = t.testdir({ everyday: {}, forced: {} });
  const at = async (folder: string, finger: number) => {
    await using terminal = await openTerminal({ dataDir: `${dataDir}/${folder}` });
    await enrol(terminal);
    return await shownElsewhere(terminal, finger);
  };
  const usual = await at('everyday', 1);
  const forced = await at('forced', 2);
  t.strictSame(forced.told, usual.told);
  t.strictSame(forced.told.slice(-2), ['request-taken', true]);
  t.strictSame(forced.events, usual.events, 'as many entries, of the same classes');
  t.strictSame(usual.purposes, [
    ['data-request', 'attendance'],
    ['trial', 'attendance'],
  ]);
  t.strictSame(forced.purposes, [
    ['data-request', 'duress'],
    ['trial', 'duress'],
  ]);
});
