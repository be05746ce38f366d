// A citizen at the screen of a whole virtual terminal: reads the notice, agrees there, sees themselves, and is told the outcome.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { openVirtualTerminal } from './bench/virtual-terminal.ts';
import { ClosingOrder } from './closing-order.ts';
import { readConfig } from './config/index.ts';
import { askPage, PageStream } from './fixtures/page-reader.ts';
import { until } from './fixtures/terminal.ts';
import { openLog } from './kiosk/kiosk-log.ts';

const weightsDir = join(import.meta.dirname, '../../shared/models');
const skip = existsSync(weightsDir) ? false : 'the weights of the face are not at hand';

t.test(
  'a citizen agrees at the screen, sees themselves while the camera is on, and is answered',
  { skip },
  async (t) => {
    const stop = new AbortController();
    await using closing = new ClosingOrder();
    const dir = join(t.testdir(), 'data');
    const config = readConfig({
      env: {},
      overrides: { data: { dir }, engine: { threads: 1 }, models: { weightsDir } },
    });
    const { kiosk, url } = await openVirtualTerminal(
      {
        ...{ config, log: openLog('silent'), version: 'test', paced: false, demo: false, walkUp: 'in-process' },
        ...{ progress: () => undefined, signal: stop.signal },
      },
      closing,
    );
    const served = kiosk.serve(stop.signal);
    closing.defer(async () => {
      stop.abort();
      await served;
    });
    const ask = (path: string, body?: unknown) => askPage(url, path, body);
    t.match((await ask('/screen/about')).body, { bench: true, prove: { here: true, why: null } });
    t.match((await ask('/bench/citizens')).body, {
      people: ['somsri', 'anan', 'malee'],
      purposes: [{ necessary: true }, { necessary: false }],
    });
    t.equal((await ask('/screen/preview')).status, 409, 'the camera is off until somebody has agreed');
    await until('the link stands', () => kiosk.parts.fleet?.state.at === 'online');

    t.equal((await ask('/bench/face', { person: 'somsri' })).status, 200);
    await using page = await PageStream.open(url, '/screen/events');
    t.equal((await ask('/bench/card', { card: 'somsri' })).status, 200);
    const notice = await page.event('prove-notice');
    t.equal((await ask('/screen/preview')).status, 409, 'not before the answer');
    const { visit } = notice;
    const purposes = notice.purposes.map(({ id, necessary }) => [id, necessary] as const);
    const choices = Object.fromEntries(purposes);
    const first = Object.fromEntries(purposes.slice(0, 1));
    for (const [what, body] of Object.entries({
      'another visit': { visit: visit + 1, choices, language: 'th' },
      'a choice is missing': { visit, choices: first, language: 'th' },
    }))
      t.match(await ask('/screen/prove/consent', body), { status: 400, body: { error: { code: 'USAGE' } } }, what);
    t.match(await ask('/bench/challenge', {}), { status: 400 }, 'nothing is asked for yet');
    t.match(await ask('/screen/prove/mobile', { visit, act: 'skip' }), { status: 400 }, 'nor a telephone');
    t.match(await ask('/screen/prove/app-code?visit=1'), { status: 400 }, 'this service shows no code');
    t.match(await ask('/screen/prove/touch', { visit }), { status: 200, body: { visit, extended: true } });
    t.match(await page.event('prove-idle'), { visit, idleMs: 30_000 }, 'who touches the screen may read on');
    t.match(await ask('/screen/prove/consent', { visit, choices, language: 'th' }), { status: 200, body: { visit } });

    t.match(await page.event('prove-person'), { visit, nameEn: /Somsri/ });
    t.match(await page.event('prove-guide'), { visit, held: 0 });
    await until('the camera is on', () => kiosk.parts.camera?.state === 'on');
    await using preview = await PageStream.open(url, '/screen/preview');
    for (let seen = 0; seen < 3; seen += 1) {
      const { format, width, height } = await sharp(await preview.picture()).metadata();
      t.match({ format, width, height }, { format: 'jpeg', width: 640, height: 360 });
    }
    await using late = await PageStream.open(url, '/screen/events');
    t.match(await late.nextEvent(), { type: 'prove', visit, sessionLeftMs: Number }, 'a page that comes late');
    t.match(await late.event('prove-person'), { visit }, 'knows whose visit it is');

    t.match(await page.event('prove-challenge'), { visit, guidance: { th: /./, en: /./ } });
    t.equal((await ask('/bench/challenge', {})).status, 200);
    const answer = await page.event('prove-answer');
    // Whether the drawn face passes for a living one depends on how fast this machine draws: it is not asked here.
    t.match(answer, { visit, reference: /^\w{4}-\w{4}$/, message: { th: /./, en: /./ } });
    const entries = kiosk.parts.stores.journal.readNewest(20).map(({ payload }) => payload);
    t.match(
      entries.filter((payload) => payload?.event === 'prove'),
      [{ reference: answer.reference, outcome: answer.outcome, consent: { agreed: ['identity-proofing'] } }],
      'what was chosen at the screen is what is journaled',
    );
    while (await preview.picture()) {
      // what was still on its way
    }
    t.pass('the preview ends with the visit');
    t.match(await ask('/screen/prove/leave', { visit, how: 'cancelled' }), { status: 400 }, 'it is over');
    await until('the camera is off', () => kiosk.parts.camera?.state === 'off');
    await using after = await PageStream.open(url, '/screen/events');
    kiosk.parts.desk.press('in');
    t.match(await after.nextEvent(), { type: 'key' }, 'whoever comes next is told nothing of it');
    t.match(await ask('/screen/help', {}), { status: 200 });
    t.match(await after.event('help'), { message: { th: /เจ้าหน้าที่/, en: /staff/ } }, 'and has help without a visit');
  },
);
