// Whether a terminal is claimed: its certificate says so first, a note of its own from then on, and no setting takes that back.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { readConfig } from '../config/index.ts';
import { layFoundation, readOrders } from '../kiosk/foundation.ts';
import { openLog } from '../kiosk/kiosk-log.ts';
import { beginWipe, finishWipe, openVault } from '../vault/index.ts';
import { isClaimed, mustBeUnclaimed, noteClaimed } from './claimed.ts';
import { readStandingConfig } from './standing-config.ts';

const ELSEWHERE = { certFile: '/nowhere/terminal.pem' };

function terminal(t: Test) {
  const dataDir = t.testdir();
  const configWith = (fleet = {}) => readConfig({ env: {}, overrides: { data: { dir: dataDir }, fleet } });
  const start = async (): Promise<void> => {
    await using closing = new ClosingOrder();
    const around = { clock: systemClock, log: openLog('silent'), version: 'test' };
    await layFoundation(await readOrders({ config: configWith(), ...around }), closing);
  };
  return { dataDir, configWith, start, note: join(dataDir, 'standing-claimed.sealed') };
}

t.test('a terminal that was claimed before there were notes has one from its next start on', async (t) => {
  const { dataDir, configWith, start, note } = terminal(t);
  await start();
  t.notOk(existsSync(note), 'nobody has claimed it yet');
  mkdirSync(join(dataDir, 'fleet'));
  writeFileSync(join(dataDir, 'fleet', 'terminal.pem'), 'a certificate');
  t.notOk(isClaimed(configWith(ELSEWHERE)), 'as it was told by its certificate alone');
  await start();
  const before = readFileSync(note);
  rmSync(join(dataDir, 'fleet'), { recursive: true });
  for (const config of [configWith(), configWith(ELSEWHERE)]) {
    t.ok(isClaimed(config));
    t.throws(() => mustBeUnclaimed(config), { code: 'CONFIG_INVALID', context: { key: '--virtual' } });
  }
  await start();
  t.strictSame(readFileSync(note), before, 'and keeps it');
});

t.test('what decides is not heeded from the site, whatever file or variable names another certificate', async (t) => {
  const { dataDir } = terminal(t);
  await noteClaimed({ dataDir, vault: await openVault({ dataDir }) }, 5);
  const env = { RIDGED_CLOCK_FACE: 'true', RIDGED_FLEET_CERT_FILE: ELSEWHERE.certFile };
  const { config, settings } = await readStandingConfig(
    { env, overrides: { data: { dir: dataDir } } },
    () => undefined,
  );
  t.equal(config.fleet.certFile, ELSEWHERE.certFile);
  t.match({ face: config.clock.face, ignored: settings.ignored }, { face: false, ignored: { code: 'CONFIG_INVALID' } });
});

t.test('a note that does not open says so too, and only a wipe takes it away', async (t) => {
  const { dataDir, configWith, start, note } = terminal(t);
  await openVault({ dataDir });
  writeFileSync(note, 'noise');
  t.ok(isClaimed(configWith()));
  await start();
  await beginWipe(dataDir, { alsoFiles: [] });
  await finishWipe(dataDir);
  t.notOk(isClaimed(configWith()));
});
