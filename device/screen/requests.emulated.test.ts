// People who ask about their own data, in a real browser: both layouts, both languages, and nothing of it stays.
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { type KioskEvent, outcomeMessage } from '../../protocol/index.ts';
import { until } from '../fixtures/terminal.ts';
import { MEAN_IT, SHOW_THAT_IT_IS_YOU } from '../flows/prompts.ts';
import { en } from './app/words/en.ts';
import { th } from './app/words/th.ts';
import { noBrowser, openBrowser, openPage } from './fixtures/browser.ts';
import { scriptedScreen } from './fixtures/scripted-screen.ts';

const LANGUAGES = { th, en } as const;
const REFERENCE = 'R-7K2M-9QXD';

async function standing(t: Test, about: { readonly layout: 'wall' | 'kiosk'; readonly language: 'th' | 'en' }) {
  const browser = await openBrowser(t);
  const screen = await scriptedScreen({ about });
  t.teardown(() => screen[Symbol.asyncDispose]());
  const { page, complaints } = await openPage(browser, screen.url, { width: 480, height: 800 });
  await page.locator('header .place').filter({ hasText: 'ประตู 17' }).waitFor();
  const press = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.getByRole('button', { name }).first().click();
  };
  return { screen, page, complaints, press };
}

const place: Extract<KioskEvent, { type: 'request' }> = {
  ...{ type: 'request', request: 'withdrawal', step: 'place', leftMs: 20_000 },
  ...{ message: SHOW_THAT_IT_IS_YOU, complaint: null },
};
const taken = (request: 'withdrawal' | 'access'): Extract<KioskEvent, { type: 'request-answer' }> => ({
  ...{ type: 'request-answer', request, accepted: true, light: 'accepted', reason: 'request-taken' },
  ...{ reference: REFERENCE, dueMs: Date.UTC(2026, 11, 31, 2), message: outcomeMessage('request-taken') },
});

/** Address, history and storage, and all that the page has been told to show. */
const keptBy = (page: Page): Promise<string> =>
  page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, document.cookie])');

for (const language of ['th', 'en'] as const) {
  const { requests, number, help } = LANGUAGES[language];

  t.test(`staff at the wall, ${language}: a finger, or a number first`, { skip: noBrowser }, async (t) => {
    const { screen, page, complaints, press } = await standing(t, { layout: 'wall', language });
    await press(requests.open);
    await page.getByText(requests.title).waitFor();
    for (const { what, next } of Object.values(requests.kinds)) {
      await page.getByText(what).waitFor();
      t.match(next, '30', 'each says within how many days');
    }
    await press(requests.back, requests.open, requests.kinds.withdrawal.what);
    screen.tell(place);
    await page.getByText(SHOW_THAT_IT_IS_YOU[language]).waitFor();
    await press(number.open, ...'5901', number.send);
    screen.tell(place);
    await page.locator('.middle .finger').waitFor();
    screen.tell({ ...place, step: 'confirm', message: MEAN_IT });
    await page.getByText(MEAN_IT[language]).waitFor();
    await press(requests.confirm);
    t.ok(await page.getByRole('button', { name: requests.confirm }).isDisabled(), 'once');
    screen.tell(taken('withdrawal'));
    await page.getByText(REFERENCE).waitFor();
    t.match(await page.locator('.answer').textContent(), language === 'th' ? '31 ธันวาคม 2569' : '31 December 2026');
    t.equal(await page.locator('main').getAttribute('data-light'), 'accepted');
    t.notMatch(await keptBy(page), /7K2M|5901/);
    await press(requests.done);
    await page.getByText(REFERENCE).waitFor({ state: 'detached' });
    t.notMatch(await page.content(), /7K2M|5901/);
    t.strictSame(screen.said, [
      { what: 'request', body: { request: 'withdrawal', by: 'finger' } },
      { what: 'request/leave', body: {} },
      { what: 'request', body: { request: 'withdrawal', by: 'number', number: '5901' } },
      { what: 'request/confirm', body: {} },
    ]);
    t.strictSame(complaints, []);
  });

  t.test(`citizens at the kiosk, ${language}: a reference, none, or help`, { skip: noBrowser }, async (t) => {
    const { screen, page, complaints, press } = await standing(t, { layout: 'kiosk', language });
    const open = async (): Promise<void> => {
      await press(requests.open, requests.kinds.access.what);
      await page.getByText(requests.reference).waitFor();
    };
    await open();
    const send = page.getByRole('button', { name: number.send, exact: true });
    for (const key of '7K2M9QX') await page.getByRole('button', { name: key, exact: true }).click();
    t.equal(await send.isDisabled(), true, 'seven are no reference');
    await page.getByRole('button', { name: 'D', exact: true }).click();
    t.equal(await page.locator('.typed').textContent(), '7K2M-9QXD');
    screen.refuse(true);
    await send.click();
    await page.getByText(requests.notTaken).waitFor();
    screen.refuse(false);
    await press(requests.back);
    await open();
    for (const key of '7K2M9QXD') await page.getByRole('button', { name: key, exact: true }).click();
    await send.click();
    screen.tell(taken('access'));
    await page.getByText(REFERENCE).waitFor();
    t.notMatch(await keptBy(page), /7K2M/);
    // Whoever comes next finds nothing of it.
    screen.tell({ type: 'touch', visit: 1 });
    await page.getByText(REFERENCE).waitFor({ state: 'detached' });
    screen.tell({ type: 'ready' });
    await open();
    await press(requests.noReference);
    await page.getByText(requests.wait).waitFor();
    const atCounter = {
      reason: 'request-at-counter',
      dueMs: null,
      message: outcomeMessage('request-at-counter'),
    } as const;
    screen.tell({ ...taken('access'), ...atCounter });
    await page.getByText(REFERENCE).waitFor();
    t.notMatch(await page.locator('.answer').textContent(), '30', 'nothing is promised by a day');
    await press(requests.done);
    await open();
    await press(requests.noReference);
    await press(help);
    await until('all of it was said', () => screen.said.some(({ what }) => what === 'help'));
    t.strictSame(screen.said, [
      { what: 'request', body: { request: 'access', by: 'visit', reference: '7K2M9QXD' } },
      { what: 'request', body: { request: 'access', by: 'counter' } },
      { what: 'request', body: { request: 'access', by: 'counter' } },
      { what: 'request/leave', body: {} },
      { what: 'help', body: {} },
    ]);
    t.strictSame(complaints, []);
  });
}
