// A Prometheus beside a whole terminal: what it reads after somebody has clocked.
import { join } from 'node:path';
import t from 'tap';
import { askPage } from './fixtures/page-reader.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { enrolFinger, openTerminal, print } from './fixtures/terminal.ts';

t.test('somebody who clocks is counted, and not named', async (t) => {
  await using terminal = await openTerminal({ dataDir: t.testdir() });
  // A number that no sum of seconds has among its digits.
  await enrolFinger(terminal, '5907134826', 1);
  t.match(await terminal.touch(print(1, 3)), { code: 'accepted' });
  const text = await terminal.kiosk.metrics.text();
  t.match(text, /ridged_visits_total\{kind="clock",outcome="accepted"\} 1\n/);
  t.match(text, /ridged_stage_seconds_count\{kind="clock",stage="extraction"\} 1\n/);
  t.match(text, /ridged_entries_total\{event="clock"\} 1\n/);
  t.match(text, /ridged_people 1\n/);
  t.match(text, /ridged_device_state\{device="sensor",state="ready"\} 1\n/);
  t.match(text, /process_resident_memory_bytes \d/);
  t.match(text, /nodejs_eventloop_lag_p99_seconds \d/);
  t.notMatch(text, /5907134826|คนที่/);
});

t.test('it is asked on loopback, by no page of somebody else', async (t) => {
  const { url } = await servedTerminal(t, { dataDir: join(t.testdir(), 'data') });
  const at = new URL('/metrics', url);
  const reply = await fetch(at);
  t.equal(reply.status, 200);
  t.match(reply.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  t.match(await reply.text(), /# TYPE ridged_journal_unacknowledged gauge/);
  t.equal((await fetch(at, { headers: { origin: 'http://elsewhere.example' } })).status, 403);
  t.equal((await askPage(url, '/metrics', {})).status, 404, 'it is only read');
});
