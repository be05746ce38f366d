// A broker that stays away: the journal says at 80 and at 90 % that it fills up, and once that it has drained.
import t from 'tap';
import { Broadcast, type JournalEntry, type JournalPayload } from '../../protocol/index.ts';
import { fillingPercent, watchFill } from './journal-fill.ts';
import { openLog } from './kiosk-log.ts';

t.test('each step is told once, also by whoever hovers about it, and again after it has drained', async (t) => {
  const appended = new Broadcast<JournalEntry>();
  const told: JournalPayload[] = [];
  const journal = { appended, unacknowledged: 0, limits: { capacity: 100, reserve: 10, lastSlots: 5, keep: 100 } };
  const append = (): void => {
    journal.unacknowledged += 1;
    appended.send({} as JournalEntry);
  };
  const stop = watchFill({
    journal,
    log: openLog('silent'),
    record: (payload) => {
      told.push(payload);
      append();
    },
  });
  const upTo = (entries: number): void => {
    while (journal.unacknowledged < entries) append();
  };
  upTo(79);
  t.strictSame(told, []);
  upTo(89);
  t.match(told, [{ event: 'fault', device: 'journal', code: 'JOURNAL_FILLING', detail: /^80 %: 80 of 100/ }]);
  journal.unacknowledged = 75;
  upTo(89);
  t.equal(told.length, 1, 'not at every wave');
  upTo(99);
  t.match(told, [{}, { detail: /^90 %/ }]);
  journal.unacknowledged = 3;
  append();
  t.match(told, [{}, {}, { event: 'recovered', device: 'journal' }]);
  upTo(99);
  t.match(told.slice(3), [{ detail: /^80 %/ }, { detail: /^90 %/ }]);
  stop();
  journal.unacknowledged = 0;
  append();
  t.equal(told.length, 5);
});

t.test('a journal that leaps beyond both says the higher, once', async (t) => {
  const appended = new Broadcast<JournalEntry>();
  const told: JournalPayload[] = [];
  const limits = { capacity: 100, reserve: 10, lastSlots: 5, keep: 100 };
  const journal = { appended, unacknowledged: 3, limits };
  watchFill({
    journal,
    log: openLog('silent'),
    record: (payload) => told.push(payload),
  });
  journal.unacknowledged = 104;
  appended.send({} as JournalEntry);
  appended.send({} as JournalEntry);
  t.match(told, [{ detail: /^90 %: 104 of 100/ }]);
});

t.test('a service that starts anew does not tell again what was told, and still tells the next step', async (t) => {
  const appended = new Broadcast<JournalEntry>();
  const told: JournalPayload[] = [];
  const journal = {
    ...{ appended, unacknowledged: 82 },
    limits: { capacity: 100, reserve: 10, lastSlots: 5, keep: 100 },
  };
  watchFill({ journal, log: openLog('silent'), record: (payload) => told.push(payload) });
  appended.send({} as JournalEntry);
  t.strictSame(told, []);
  journal.unacknowledged = 90;
  appended.send({} as JournalEntry);
  t.match(told, [{ detail: /^90 %/ }]);
});

t.test('whoever works at the terminal sees the step that is reached', async (t) => {
  const limits = { capacity: 100, reserve: 10, lastSlots: 5, keep: 100 };
  const percentAt = (unacknowledged: number) => fillingPercent({ unacknowledged, limits });
  t.strictSame([79, 80, 89, 90, 110].map(percentAt), [null, 80, 80, 90, 90]);
});
