// People who ask about their own data at a whole virtual terminal, with its real stores, sensor and workers.
import t from 'tap';
import type { JournalPayload, KioskEvent } from '../protocol/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { RequestAnswer } from './flows/requests/request-desk.ts';

const entriesOf = ({ kiosk }: Terminal): readonly (JournalPayload | null)[] =>
  kiosk.stores.journal.readNewest(50).map(({ payload }) => payload);
const requestsIn = (terminal: Terminal) =>
  entriesOf(terminal).flatMap((payload) => (payload?.event === 'data-request' ? [payload] : []));
const clocksIn = (terminal: Terminal): number =>
  entriesOf(terminal).filter((payload) => payload?.event === 'clock').length;

/** Asks, and lays the finger down once the screen says so. */
async function askWith(
  { kiosk, module }: Terminal,
  ask: () => Promise<RequestAnswer | undefined>,
  image: ReturnType<typeof print>,
): Promise<RequestAnswer | undefined> {
  const stop = kiosk.events.listen((event) => {
    if (event.type !== 'request') return;
    if (event.step === 'place') module.present(image);
    if (event.step === 'lift') module.lift();
  });
  try {
    return await ask();
  } finally {
    stop();
    module.lift();
  }
}

t.test('a finger shows whose request it is, and nobody has clocked by it; the queue goes on', async (t) => {
  const dataDir = t.testdir();
  const told: KioskEvent[] = [];
  let reference: string | null | undefined;
  {
    await using terminal = await openTerminal({ dataDir });
    const { kiosk } = terminal;
    const { requests } = kiosk;
    kiosk.events.listen((event) => told.push(event));
    await enrolFinger(terminal, '0000012345', 1);
    await enrolFinger(terminal, '0000067890', 2);
    const answer = await askWith(terminal, () => requests.byFinger('access'), print(1, 4));
    reference = answer?.reference;
    t.match(answer, { code: 'request-taken', request: 'access' });
    t.match(requestsIn(terminal), [{ request: 'access', reference, tie: 'finger', subject: String, visit: null }]);
    t.equal(clocksIn(terminal), 0);
    t.match(await askWith(terminal, () => requests.byFinger('access'), print(1, 5)), {
      ...{ code: 'request-known', reference },
    });
    t.match(await askWith(terminal, () => requests.byFinger('correction', '0000067890'), print(2, 4)), {
      code: 'request-taken',
    });
    t.match(requestsIn(terminal)[1], { tie: 'number-finger' });
    t.match(await askWith(terminal, () => requests.byFinger('erasure', '0000067890'), print(1, 6)), {
      code: 'finger-mismatch',
    });
    t.match(await askWith(terminal, () => requests.byFinger('erasure'), print(9, 1)), { code: 'not-recognised' });
    t.equal(requestsIn(terminal).length, 2);

    const leaving = requests.byFinger('withdrawal');
    await until('a finger is asked for', () => told.at(-1)?.type === 'request');
    requests.leave();
    t.equal(await leaving, undefined);
    t.match(await terminal.touch(print(1, 7)), { code: 'accepted', person: { code: '0000012345' } });
    t.equal(clocksIn(terminal), 1, 'whoever comes next clocks');
  }
  t.notMatch(JSON.stringify(told.filter(({ type }) => type.startsWith('request'))), /0000012345|0000067890|คนที่/);
  await using again = await openTerminal({ dataDir });
  t.match(await askWith(again, () => again.kiosk.requests.byFinger('access'), print(1, 4)), {
    ...{ code: 'request-known', reference },
  });
  t.equal(requestsIn(again).length, 2, 'after a restart it is still the same request');
});
