// Somebody opens the cabinet of a whole terminal: who stands there, who works there, and what a restart and an officer make of it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { holdPolicy } from './fixtures/held-policy.ts';
import { askPage } from './fixtures/page-reader.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { enrolFinger, openTerminal, print, until } from './fixtures/terminal.ts';
import { finishWipe } from './vault/index.ts';

const entries = (kiosk: Awaited<ReturnType<typeof servedTerminal>>['kiosk']) =>
  kiosk.stores.journal.readNewest(50).flatMap(({ payload }) => (payload?.event === 'tamper' ? [payload] : []));

async function bench(t: Test) {
  const at = await servedTerminal(t, { dataDir: join(t.testdir(), 'data') });
  const { url, kiosk } = at;
  const post = (path: string, body: object = {}) => askPage(url, path, body);
  const devices = () => kiosk.portrait.devices();
  return { ...at, post, devices };
}

t.test('an opened cabinet is told, locks the operators’ page, and stops nobody who clocks', async (t) => {
  const { kiosk, post, devices, url } = await bench(t);
  t.match(devices(), { tamper: 'ready' });
  t.match((await post('/operator/entry/bench')).body, { entered: true });
  t.ok(kiosk.operators.sessions.present);
  await post('/bench/fault', { device: 'tamper', fault: 'unplug' });
  await until('it is noticed', () => devices()['tamper'] === 'tampered');
  t.equal(kiosk.operators.sessions.present, undefined, 'whoever worked there is out');
  t.match(entries(kiosk), [{ what: 'opened', by: 'input' }]);
  t.match((await post('/operator/entry/bench')).body, { entered: false, why: 'tampered', message: { th: /ตู้/ } });

  await post('/bench/fault', { device: 'tamper', fault: 'off' });
  t.match(devices(), { tamper: 'tampered' }, 'a closed door ends nothing');
  await fetch(new URL('/bench/fault', url), { method: 'DELETE' });
  t.match((await post('/operator/entry/bench')).body, { entered: false });
  await kiosk.tamper.clear('fleet', null);
  t.match((await post('/operator/entry/bench')).body, { entered: true });
  await post('/bench/fault', { device: 'tamper', fault: 'silence' });
  t.match(devices(), { tamper: 'waiting' }, 'a switch that cannot be read is a fault');
});

t.test('an opening outlasts a restart, and one of while the service was off is found', async (t) => {
  const dataDir = t.testdir();
  {
    await using terminal = await openTerminal({ dataDir });
    await enrolFinger(terminal, '0000000001', 1);
    terminal.hardware.cabinet.set('open');
    await terminal.kiosk.tamper.settled();
    t.match(await terminal.touch(print(1, 3)), { code: 'accepted' }, 'people clock all the same');
  }
  await using terminal = await openTerminal({ dataDir });
  t.equal(terminal.kiosk.tamper.state, 'tampered', 'though it is closed again');
  t.equal(entries(terminal.kiosk).length, 1);
});

t.test('by policy an opening costs the terminal its keys, and all that they have sealed', async (t) => {
  const dataDir = t.testdir();
  await holdPolicy(dataDir, { 'tamper.erasesKeys': true });
  {
    await using terminal = await openTerminal({ dataDir });
    await enrolFinger(terminal, '0000000001', 1);
    terminal.hardware.cabinet.set('open');
    t.equal(await terminal.served, 'wiped');
    t.match(entries(terminal.kiosk), [{ what: 'opened' }, { what: 'erasing', receipt: /^ey/ }]);
  }
  t.equal(await finishWipe(dataDir), true);
  t.strictSame(
    (await readdir(dataDir)).filter((name) => /key|sealed|\.db/.test(name)),
    [],
  );
});
