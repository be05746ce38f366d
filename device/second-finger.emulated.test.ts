// Two fingers at a whole terminal: poor touches that no threshold lets through settle together who it is, and are journaled so.

import t from 'tap';
import { StillGlass } from './bench/still-glass.ts';
import { enrolOthers, openTouch } from './fixtures/open-touch.ts';
import { openTerminal, print, type Terminal } from './fixtures/terminal.ts';
import { EnrolFlow } from './flows/enrol/enrol-flow.ts';

const never = new AbortController().signal;
const FINGERS = ['right-index', 'left-index'] as const;
const ENROLLED = 3;

/** Whose fingers these are: `first` and the one after it. */
async function enrol({ kiosk }: Terminal, code: string, first: number): Promise<void> {
  const glass = new StillGlass(async (finger, impression) =>
    impression > ENROLLED ? undefined : print(finger === FINGERS[0] ? first : first + 1, impression - 1),
  );
  const flow = new EnrolFlow({ ...kiosk.enrolParts, sensor: glass });
  const how = { consentId: 'test', enroller: 'test', substitute: false, override: null };
  const result = await flow.enrol({ code, nameTh: 'ส', nameEn: 'S', ...how, fingers: FINGERS }, glass, never);
  if (!result.enrolled) throw new Error(`${code} was not enrolled: ${result.reason}`);
}

t.test('whoever is nearly known is asked for another finger, and both together open', async (t) => {
  await using terminal = await openTerminal({ dataDir: t.testdir() });
  await enrol(terminal, '0000000001', 1);
  await enrol(terminal, '0000000002', 3);
  await enrolOthers(terminal);
  const { stores } = terminal.kiosk;
  const subject = stores.people.byCode('0000000001')?.pseudonym;
  const right = await openTouch(terminal, 1, subject);
  const left = await openTouch(terminal, 2, subject);

  t.match(await terminal.touch(right), { code: 'another-finger', accepted: false, person: null });
  t.match(await terminal.touch(right), { code: 'not-recognised' }, 'the same finger again is not a second one');
  terminal.clock.advance(20_000);
  t.match(await terminal.touch(right), { code: 'another-finger' });
  const answer = await terminal.touch(left);
  t.match(answer, { code: 'accepted', person: { code: '0000000001' } });
  const [entry] = stores.journal.read(answer.seq ?? 0, 1);
  t.match(entry?.payload, {
    ...{ event: 'clock', outcome: 'accepted', subject },
    together: { touches: [{ finger: 'right-index' }, { finger: 'left-index' }] },
  });
  t.match(await terminal.touch(left), { code: 'another-finger' }, 'what was used is gone');
});
