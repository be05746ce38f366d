// What a screen reader is told, and how somebody who sees little has the wall: in a real Chromium, as it hands it to them.
import t from 'tap';
import { outcomeMessage } from '../../protocol/index.ts';
import { until } from '../fixtures/terminal.ts';
import { noBrowser } from './fixtures/browser.ts';
import { CLEARED } from './fixtures/scenes.ts';
import { press, standing, tell } from './fixtures/standing.ts';

t.test('each step is told in the same two places, which last from screen to screen', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
  const place = async (role: 'status' | 'alert') => {
    const element = await page.locator(`.told [role=${role}]`).elementHandle();
    return async (text: string): Promise<void> =>
      await until(text, async () => (await element?.textContent())?.includes(text) ?? false);
  };
  const [politely, atOnce] = [await place('status'), await place('alert')];
  t.equal(await page.locator('[aria-live], [role=status], [role=alert]').count(), 2, 'there are no others');
  await politely('Insert your ID card');
  tell(screen, 'kiosk-capturing');
  await politely('Taking a picture of your face');
  await atOnce('Please look straight into the camera');
  tell(screen, 'kiosk-mobile');
  await politely('Please type your mobile number');
  await politely('Confirm your mobile number');
  tell(screen, 'kiosk-code');
  await atOnce('This code is not right. Tries left: 2');
  for (const event of CLEARED) screen.tell(event);
  await politely('Insert your ID card');
  screen.tell({ type: 'help', message: outcomeMessage('not-recognised') });
  await atOnce(outcomeMessage('not-recognised').en.replace(/\.$/, ''));
  for (const event of CLEARED) screen.tell(event);
  await press(page, 'My data');
  await politely('Your rights over your data');
  await press(page, 'Back', 'Use my number');
  await politely('Type your number');
  t.equal(await page.locator('[aria-live], [role=status], [role=alert]').count(), 2);
});

t.test('what is told of somebody goes with them', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
  const told = page.locator('.told');
  tell(screen, 'wall-photo');
  await until('the name is told', async () => /Nattaporn/.test((await told.textContent()) ?? ''));
  await page.getByText('Insert your ID card').waitFor({ timeout: 10_000 });
  t.notMatch(await told.textContent(), /Nattaporn/);
});

t.test(
  'the wall has contrast and voice too, by touch and by keys, until somebody has clocked',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t, { about: { language: 'en' } });
    const main = page.locator('main');
    const contrast = page.getByRole('button', { name: 'High contrast' });
    await contrast.click();
    await page.locator('main[data-contrast=true]').waitFor();
    await page.keyboard.press('F3');
    await page.locator('main[data-contrast=false]').waitFor();
    await page.keyboard.press('F4');
    await page.getByRole('button', { name: 'Stop reading aloud', pressed: true }).waitFor();
    await page.keyboard.press('F3');
    await page.locator('main[data-contrast=true]').waitFor();
    tell(screen, 'wall-photo');
    await page.locator('.answer').waitFor();
    t.equal(await main.getAttribute('data-contrast'), 'true', 'their answer is as they chose');
    await page.locator('main[data-contrast=false]').waitFor();
    await page.getByRole('button', { name: 'Read aloud', pressed: false }).waitFor();
  },
);
