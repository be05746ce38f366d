// What stands beside an answer, in a real browser: whoever clocked, and what to do with the finger.
import type { Page } from 'playwright-core';
import t from 'tap';
import { type KioskEvent, outcomeMessage } from '../../protocol/index.ts';
import { drawnPortrait } from '../bench/kiosk/drawn-faces.ts';
import { DRAWN_LOOKS } from '../bench/kiosk/drawn-looks.ts';
import { until } from '../fixtures/terminal.ts';
import { noBrowser } from './fixtures/browser.ts';
import { standing, tell } from './fixtures/standing.ts';

/** Asked from without: the page's own rules let nobody poll within it. */
const portraitShown = (page: Page): Promise<void> =>
  until('the picture is there', () =>
    page.evaluate<boolean>('document.querySelector(".portrait")?.naturalWidth === 240'),
  );

t.test('whoever clocked is seen beside their name, and nobody sees the one before', { skip: noBrowser }, async (t) => {
  const { screen, page, complaints } = await standing(t);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const jpeg = await drawnPortrait(DRAWN_LOOKS.malee);
  let counted = 0;
  const answer = (visit: number, more: object = {}): void => {
    counted += 1;
    screen.tell({
      ...{ type: 'answer', visit, accepted: true, light: 'accepted', reason: 'accepted', ms: 700, repeated: false },
      ...{ nameTh: `คนที่ ${visit}`, nameEn: `No. ${visit}`, hasPhoto: true, direction: 'in', atMs: counted },
      ...{ message: outcomeMessage('accepted'), ...more },
    } as KioskEvent); // an answer, with what the test changes of it
  };
  screen.photos.set(11, jpeg);
  answer(11);
  await portraitShown(page);
  t.match(await page.locator('.portrait').getAttribute('src'), /^\/screen\/answer\/photo\/11\?/);
  // Their photo comes late, or never: nothing of the one before stands there meanwhile.
  answer(12);
  await page.getByText('คนที่ 12').waitFor();
  await page.locator('.portrait').waitFor({ state: 'detached' });
  await page.locator('.answer .mark').waitFor();
  answer(13, { hasPhoto: false });
  await page.getByText('คนที่ 13').waitFor();
  t.equal(await page.locator('.portrait').count(), 0);
  screen.photos.set(14, jpeg);
  answer(14, { accepted: false, light: 'refused', reason: 'expired', direction: null });
  await page.getByText('คนที่ 13').waitFor({ state: 'detached' });
  t.equal(await page.locator('.portrait').count(), 0, 'nobody is shown beside a refusal');
  answer(11);
  await portraitShown(page);
  await page.getByText('กรุณาวางนิ้วบนเครื่องอ่าน').waitFor({ timeout: 10_000 });
  t.equal(await page.locator('.portrait').count(), 0, 'and it goes with the answer');
  t.strictSame(
    asked.filter((path) => path.includes('photo')),
    [11, 12, 11].map((visit) => `/screen/answer/photo/${visit}`),
    'asked for anew, also where a service that was started anew counts its visits anew',
  );
  t.strictSame(complaints, []);
});

t.test('what to do with the finger moves, and stands still for whoever wants it so', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t);
  const moving = () =>
    page.evaluate<number>('document.querySelector(".guide").getAnimations({ subtree: true }).length');
  tell(screen, 'wall-enrol-again');
  await page.locator('.guide[data-guide=rub]').waitFor();
  t.ok((await moving()) > 0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  t.equal(await moving(), 0);
  tell(screen, 'wall-lift');
  await page.locator('.guide[data-guide=lift]').waitFor();
  t.equal(await moving(), 0);
  t.equal(await page.locator('.guide .arrow').count(), 1, 'an arrow says it then');
});
