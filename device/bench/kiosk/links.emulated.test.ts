// A whole virtual kiosk: a citizen who comes from an app shows its code to the scanner, is proved, and the app hears of it.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import type { KioskEvent } from '../../flows/events.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { DEMO_APP_SESSION } from '../embedded-fleet.ts';
import { openVirtualTerminal } from '../virtual-terminal.ts';

const WEIGHTS = resolve(import.meta.dirname, '../../../../shared/models');
const skip = existsSync(join(WEIGHTS, 'mobileface_id_v2_112.onnx')) ? false : 'the face models are not there';

t.test('from an app to the kiosk and back', { skip, timeout: 180_000 }, async (t) => {
  const dir = t.testdir();
  const stop = new AbortController();
  await using closing = new ClosingOrder();
  const config = readConfig({
    env: {},
    overrides: { data: { dir: join(dir, 'data') }, engine: { threads: 1 }, models: { weightsDir: WEIGHTS } },
  });
  const parts = { config, log: openLog('silent'), version: 'test', paced: false, demo: false };
  const terminal = await openVirtualTerminal(
    { ...parts, walkUp: 'in-process', progress: () => undefined, signal: stop.signal },
    closing,
  );
  const { kiosk, url } = terminal;
  const served = kiosk.serve(stop.signal);
  closing.defer(async () => {
    stop.abort(new Error('the test is over'));
    await served;
  });
  const ask = async (method: string, path: string, body: object = {}): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(new URL(path, url), { method, headers, body: JSON.stringify(body) });
    return { status: reply.status, ...((await reply.json()) as object) };
  };
  const events: KioskEvent[] = [];
  kiosk.parts.events.listen((event) => {
    events.push(event);
    if (event.type === 'prove-app' && event.state === 'asked')
      void ask('POST', '/bench/scan', { text: DEMO_APP_SESSION });
  });
  t.match(kiosk.parts.portrait.devices(), { scanner: 'ready' });
  t.match(await ask('POST', '/bench/scan', { text: '' }), { status: 400 });
  t.match(await ask('POST', '/bench/card', { card: 'somsri' }), { status: 200 });
  t.match(await ask('POST', '/bench/face', { person: 'somsri' }), { status: 200, face: true });
  const answer = await ask('POST', '/bench/prove', { consent: ['identity-proofing'] });
  t.comment(JSON.stringify(answer));
  t.match(answer, { status: 200 });
});
