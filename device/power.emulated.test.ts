// The mains of a whole terminal go and come back: what the screen, the lamp, the journal and the fleet are told.
import { join } from 'node:path';
import t from 'tap';
import { askPage } from './fixtures/page-reader.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { until } from './fixtures/terminal.ts';

t.test('mains that go are told everywhere, and people clock all the same', async (t) => {
  const { url, kiosk, hardware } = await servedTerminal(t, { dataDir: join(t.testdir(), 'data') });
  const about = async () => await (await fetch(new URL('/screen/about', url))).json();
  const entries = () =>
    kiosk.stores.journal.readNewest(20).flatMap(({ payload }) => (payload?.event === 'power' ? [payload] : []));
  await until('the lamp says that people may come', () => hardware.lamp.showing === 'ready');
  t.match(await about(), { onMains: true });
  t.match(kiosk.portrait.health(), { battery: { charge: 1, onMains: true }, devices: { power: 'ready' } });

  await askPage(url, '/bench/fault', { device: 'power', fault: 'unplug' });
  t.match(await about(), { onMains: false });
  t.match(entries(), [{ what: 'mains-lost', chargePercent: 60 }]);
  t.match(kiosk.portrait.health(), { battery: { charge: 0.6, onMains: false } });
  t.match(await kiosk.metrics.text(), /ridged_on_mains 0\n/);
  await until('the lamp is dark', () => hardware.lamp.showing === 'off');

  await askPage(url, '/bench/fault', { device: 'power', fault: 'silence' });
  t.match(kiosk.portrait.health(), { battery: null, devices: { power: 'waiting' } });
  await fetch(new URL('/bench/fault', url), { method: 'DELETE' });
  t.match(await about(), { onMains: true });
  t.match(entries(), [{ what: 'mains-lost' }, { what: 'mains-back', chargePercent: 100 }]);
  await until('the lamp shines', () => hardware.lamp.showing === 'ready');
});
