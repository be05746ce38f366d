// A reader of badges that types as a keyboard: whose badge it is stands whole, or is nobody's; and it fills in what it is not for nowhere.
import type { Page } from 'playwright-core';
import t from 'tap';
import { until } from '../fixtures/terminal.ts';
import { readBadge, typeByHand } from './fixtures/badge-reader.ts';
import { noBrowser } from './fixtures/browser.ts';
import type { ScriptedScreen } from './fixtures/scripted-screen.ts';
import { standing, tell } from './fixtures/standing.ts';

const typed = (page: Page): Promise<string | null> => page.locator('.typed').textContent();

const saidOf = (screen: ScriptedScreen, name: string): readonly unknown[] =>
  screen.said.filter(({ what }) => what === name).map(({ body }) => body);

t.test(
  'a badge at the wall is read whole: letters, zeros, and more than a hand would type',
  { skip: noBrowser },
  async (t) => {
    const { screen, page, complaints } = await standing(t);
    const badges = ['AB12345', '0012345', '123456789012345678901234', 'a b-%1'];
    for (const badge of badges) await readBadge(page, badge);
    await until('all are said', () => saidOf(screen, 'claim').length === badges.length);
    t.strictSame(
      saidOf(screen, 'claim'),
      badges.map((number) => ({ number })),
    );
    t.equal(await page.locator('.typed').count(), 0, 'and nothing of it stays');
    await readBadge(page, '9'.repeat(80));
    await until('it is said', () => saidOf(screen, 'claim').length > badges.length);
    t.strictSame(
      saidOf(screen, 'claim').at(-1),
      { number: '9'.repeat(65) },
      'longer than any number, which the service refuses',
    );
    t.strictSame(complaints, []);
  },
);

t.test('a reader that is as slow as a hand is read whole all the same', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t);
  await typeByHand(page, 'AB12345');
  t.equal(await typed(page), 'AB12345');
  await page.keyboard.press('Enter');
  await typeByHand(page, '1'.repeat(24));
  t.equal(await typed(page), `…${'1'.repeat(19)}`, 'of what is longer than the line its end is seen');
  await page.keyboard.press('Enter');
  await until('both are said', () => saidOf(screen, 'claim').length === 2);
  t.strictSame(saidOf(screen, 'claim'), [{ number: 'AB12345' }, { number: '1'.repeat(24) }]);
});

t.test('whoever began to type and went is not part of the next one’s badge', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t);
  await typeByHand(page, '59');
  await readBadge(page, 'AB12345');
  await until('it is said', () => saidOf(screen, 'claim').length > 0);
  t.strictSame(saidOf(screen, 'claim'), [{ number: 'AB12345' }]);
  tell(screen, 'wall-claimed');
  await page.locator('.middle button.main').waitFor();
  await readBadge(page, '777');
  await until('it is said', () => saidOf(screen, 'claim').length > 1);
  t.strictSame(
    screen.said.map(({ what }) => what),
    ['claim', 'claim/leave', 'claim'],
    'nor is whoever was to show who they are looked at by their Enter',
  );
});

t.test('a badge in a citizen’s visit is neither their telephone nor their consent', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
  tell(screen, 'kiosk-notice');
  await page.locator('.notice').waitFor();
  for (const choice of await page.getByText('I agree', { exact: true }).all()) await choice.click();
  await page.getByRole('button', { name: 'Continue' }).focus();
  await readBadge(page, '0812345678');
  tell(screen, 'kiosk-mobile');
  await page.getByText('Please type your mobile number').waitFor();
  await typeByHand(page, '089');
  await readBadge(page, 'AB0812345678');
  t.equal(await typed(page), '089', 'what they have typed stays');
  await typeByHand(page, '7654321');
  t.equal(await typed(page), '089-765-4321');
  await readBadge(page, '0812345678');
  t.equal(await typed(page), '089-765-4321');
  t.strictSame(
    [saidOf(screen, 'prove/consent'), saidOf(screen, 'prove/mobile'), saidOf(screen, 'claim')],
    [[], [], []],
  );
  await page.keyboard.press('Enter');
  await until('it is sent', () => saidOf(screen, 'prove/mobile').length > 0);
  t.match(saidOf(screen, 'prove/mobile'), [{ act: 'number', mobile: '0897654321' }], 'by their own Enter');
});

t.test(
  'a badge is the number where one is asked for, of staff who come by elsewhere, and never a reference',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t, { about: { language: 'en' } });
    tell(screen, 'wall-request-place');
    await page.getByRole('button', { name: 'Use my number' }).click();
    await page.locator('.typing').waitFor();
    await readBadge(page, 'AB12345');
    await until('it is said', () => saidOf(screen, 'request').length > 0);
    t.strictSame(saidOf(screen, 'request'), [{ request: 'withdrawal', by: 'number', number: 'AB12345' }]);
    const kiosk = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
    await kiosk.page.getByRole('button', { name: 'My data' }).click();
    await kiosk.page.getByRole('button', { name: 'See it or have a copy' }).click();
    await typeByHand(kiosk.page, '7K');
    await readBadge(kiosk.page, '2M9QXD12');
    t.equal(await typed(kiosk.page), '7K');
    await until('staff say who they are', () => saidOf(kiosk.screen, 'claim').length > 0);
    t.strictSame(kiosk.screen.said, [{ what: 'claim', body: { number: '2M9QXD12' } }]);
  },
);
