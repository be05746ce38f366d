// Records of other methods as terminals are told: by days, the later record first, nothing that is over, nothing that is not booked.
import t from 'tap';
import type { RecordBody } from '../attendance/records/record-kinds.ts';
import { oldestToldDay, spansOf } from './told-methods.ts';

const record = (method: RecordBody<'method'>['method'], from: string, until: string | null) => ({
  ...{ from, until },
  body: { method },
});

const OLD = '2000-01-01';

t.test('each day has the method of the record that was booked last', async (t) => {
  const cases: readonly [string, Parameters<typeof spansOf>[0], ReturnType<typeof spansOf>][] = [
    ['none', [], []],
    [
      'one',
      [record('card', '2026-11-02', '2026-11-02')],
      [{ method: 'card', from: '2026-11-02', until: '2026-11-02' }],
    ],
    ['a finger is what nobody need be told of', [record('finger', '2026-11-02', '2026-11-30')], []],
    [
      'a later one in the midst of an earlier',
      [record('card-finger', '2026-11-01', '2026-11-30'), record('card', '2026-11-10', '2026-11-12')],
      [
        { method: 'card-finger', from: '2026-11-01', until: '2026-11-09' },
        { method: 'card', from: '2026-11-10', until: '2026-11-12' },
        { method: 'card-finger', from: '2026-11-13', until: '2026-11-30' },
      ],
    ],
    [
      'back to the finger before its time',
      [record('number-face', '2026-11-01', '2026-11-30'), record('finger', '2026-11-10', '2026-12-31')],
      [{ method: 'number-face', from: '2026-11-01', until: '2026-11-09' }],
    ],
    [
      'one after the other is one',
      [record('card', '2026-12-01', '2026-12-31'), record('card', '2026-11-20', '2026-11-30')],
      [{ method: 'card', from: '2026-11-20', until: '2026-12-31' }],
    ],
    [
      'a day in between is a day of the finger',
      [record('card', '2026-12-01', '2026-12-31'), record('card', '2026-11-20', '2026-11-29')],
      [
        { method: 'card', from: '2026-11-20', until: '2026-11-29' },
        { method: 'card', from: '2026-12-01', until: '2026-12-31' },
      ],
    ],
    [
      'without an end',
      [record('supervised', '2026-12-01', null)],
      [{ method: 'supervised', from: '2026-12-01', until: '9999-12-30' }],
    ],
  ];
  for (const [name, records, spans] of cases) t.strictSame(spansOf(records, OLD), spans, name);
});

t.test('what is over wherever a terminal stands is told no more, what lies far ahead not yet', async (t) => {
  const ended = [record('card', '2026-11-01', '2026-11-10')];
  const lastMs = Date.parse('2026-11-10T23:59:59-12:00');
  t.equal(spansOf(ended, oldestToldDay(lastMs)).length, 1, 'its last second, in the last zone');
  t.equal(spansOf(ended, oldestToldDay(lastMs + 1000)).length, 0);
  const many = Array.from({ length: 28 }, (_, at) => {
    const day = `2026-11-${String(at + 1).padStart(2, '0')}`;
    return record(at % 2 === 0 ? 'card' : 'number', day, day);
  });
  t.strictSame(
    spansOf(many, '2026-11-03').map(({ from }) => from),
    many.slice(2, 18).map(({ from }) => from),
  );
});
