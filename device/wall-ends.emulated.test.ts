// Every end of a visit at the wall that the real flows can come to, as the page in a real browser shows it, and forgets it.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { OUTCOMES, type OutcomeCode } from '../protocol/index.ts';
import { drawnPortrait } from './bench/kiosk/drawn-faces.ts';
import { DRAWN_LOOKS } from './bench/kiosk/drawn-looks.ts';
import { drawPrints, pngOf } from './fixtures/drawn-prints.ts';
import { EndWatch, PATIENCE } from './fixtures/end-watch.ts';
import { askPage } from './fixtures/page-reader.ts';
import { poorPrints } from './fixtures/poor-prints.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { until } from './fixtures/terminal.ts';
import { CODE, NAMES, STRANGER, WALL_WALKS, type Wall } from './fixtures/wall-walks.ts';
import { noBrowser, openBrowser, openPage } from './screen/fixtures/browser.ts';

/** Whoever is accepted sees their name and the way instead of a sentence. */
const SAID: Partial<Record<OutcomeCode, RegExp>> = {
  accepted: /^(?:เข้า|ออก) \d\d:\d\d$/,
  'accepted-repeated': /^บันทึกไปแล้วเมื่อครู่นี้$/,
};
/** The longest that an end stands here, by the page's clock: an enrolment's, a request's that was refused, and one's that was taken. */
const SHOWN_MS = { clock: 2500, either: 8000, enrol: 6000, request: 30_000, prove: 30_000 } as const;

const codes = Object.keys(WALL_WALKS) as (keyof typeof WALL_WALKS)[]; // its own keys

/** Nobody who comes next is another's concern. */
async function mended({ terminal: { kiosk, url, hardware } }: Wall): Promise<void> {
  for (const what of ['claim', 'fault', 'lockout']) await fetch(new URL(`/bench/${what}`, url), { method: 'DELETE' });
  await hardware.module.clearFault();
  await until('the sensor is ready', () => kiosk.sensor.state === 'ready');
}

async function stand(t: Test): Promise<Wall> {
  const dir = t.testdir();
  const image = await drawPrints(dir, STRANGER, 6);
  for (const [code, picture] of Object.entries(poorPrints())) await pngOf(join(dir, `${code}.png`), picture);
  const terminal = await servedTerminal(t, { dataDir: join(dir, 'data') });
  const browser = await openBrowser(t);
  const { page } = await openPage(browser, terminal.url, { width: 480, height: 800 }, { isTimed: true });
  return { terminal, page, dir, image, post: (path, body = {}) => askPage(terminal.url, path, body) };
}

t.test('each end at the wall is told, and forgotten', { skip: noBrowser }, async (t) => {
  const wall = await stand(t);
  const { page, terminal } = wall;
  const atRest = 'กรุณาวางนิ้วบนเครื่องอ่าน';
  const watch = new EndWatch({ page, atRest, traces: [CODE, ...Object.values(NAMES)] });
  await page.getByText(atRest).waitFor(PATIENCE);
  for (const code of codes)
    await t.test(code, async (t) => {
      const walking = WALL_WALKS[code](wall);
      await Promise.all([watch.sees(t, code, SAID[code]), walking]);
      await mended(wall);
      await watch.rests(t, code, SHOWN_MS[OUTCOMES[code].visit]);
      if (code !== 'enrolled') return;
      const photo = (await drawnPortrait(DRAWN_LOOKS.malee)).toString('base64');
      const { pseudonym = '' } = terminal.kiosk.stores.people.byCode(CODE) ?? {};
      terminal.kiosk.stores.photos.save([{ pseudonym, photo }]);
    });
});
