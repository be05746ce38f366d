// A terminal that has keys and no touch screen: all of it works by keys alone, and none of them leads out of the page.
import t from 'tap';
import { outcomeMessage } from '../../protocol/index.ts';
import { until } from '../fixtures/terminal.ts';
import { typeByHand } from './fixtures/badge-reader.ts';
import { noBrowser } from './fixtures/browser.ts';
import { press, standing, tell } from './fixtures/standing.ts';

const HELD_UP_MS = 300;

t.test('keys alone: a direction, a number, and what was typed is gone', { skip: noBrowser }, async (t) => {
  const { screen, page, complaints } = await standing(t);
  for (const key of ['F1', 'F2', 'NumpadAdd', 'NumpadSubtract']) await page.keyboard.press(key);
  await typeByHand(page, '59001');
  await page.keyboard.press('Backspace');
  await typeByHand(page, '28');
  t.equal(await page.locator('.typed').textContent(), '590028');
  await page.keyboard.press('F1');
  await page.keyboard.press('Enter');
  await until('the number was said', () => screen.said.some(({ what }) => what === 'claim'));
  t.strictSame(screen.said, [
    ...['in', 'out', 'in', 'out'].map((key) => ({ what: 'key', body: { key } })),
    { what: 'claim', body: { number: '590028' } },
  ]);
  t.equal(await page.locator('.typed').count(), 0);
  await typeByHand(page, 'EMP-001');
  t.equal(
    await page.locator('.typed').textContent(),
    'EMP-001',
    'codes have letters too, and the hyphen is no direction',
  );
  await page.keyboard.press('Escape');
  await page.locator('.typed').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await typeByHand(page, '7');
  t.equal(await page.locator('.typed').textContent(), '7', 'nothing of it is left');
  t.equal(screen.said.length, 5, 'and nothing of it was said');
  t.strictSame(complaints, []);
});

t.test(
  'keys alone: whoever is known shows their face by Enter, or leaves by Escape',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t);
    tell(screen, 'wall-claimed');
    await page.locator('.middle button.main').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('F2');
    await typeByHand(page, '57');
    await until('all is said', () => screen.said.length >= 3);
    t.strictSame(
      screen.said.map(({ what }) => what),
      ['claim/face', 'key', 'claim/leave'],
      'whoever types now is another',
    );
    t.equal(await page.locator('.typed').textContent(), '57', 'and it is their number');
    await page.keyboard.press('Escape');
    await page.locator('.middle button.main').waitFor({ state: 'detached' });
    screen.tell({ type: 'closed', message: outcomeMessage('device-fault') });
    await page.getByText('เครื่องขัดข้องชั่วคราว').waitFor();
    await typeByHand(page, '1');
    await page.keyboard.press('F1');
    t.equal(await page.locator('.typed').count(), 0, 'where nobody is served no key does anything');
    t.equal(screen.said.length, 3);
  },
);

t.test(
  'Tab goes round the page and shows where it is; Enter presses what it has come to',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t);
    const where = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    const seen: string[] = [];
    for (let step = 0; step < 9; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await where());
    }
    t.strictSame(seen, ['◐', '♪', 'English', 'เข้า', 'ออก', 'ใช้หมายเลขประจำตัว', 'ข้อมูลของฉัน', 'ขอความช่วยเหลือ', '◐']);
    t.equal(await page.evaluate('document.activeElement.matches(":focus-visible")'), true);
    t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none');
    await page.keyboard.press('Shift+Tab');
    t.equal(await where(), 'ขอความช่วยเหลือ');
    await page.keyboard.press('Enter');
    await until('help is asked for', () => screen.said.length > 0);
    t.strictSame(screen.said, [{ what: 'help', body: {} }]);
    await press(page, 'เข้า');
    t.not(await where(), 'เข้า', 'what is touched is not what Enter presses next');
    await page.keyboard.press('Tab');
    await typeByHand(page, '59001');
    await page.keyboard.press('Enter');
    await until('the number is said', () => screen.said.some(({ what }) => what === 'claim'));
    t.match(screen.said.at(-1), { body: { number: '59001' } }, 'and not the button that Tab had come to');
  },
);

t.test('keys alone: a telephone is typed by them too', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
  tell(screen, 'kiosk-mobile');
  await page.getByText('Please type your mobile number').waitFor();
  await typeByHand(page, '08123');
  await page.keyboard.press('Enter');
  await typeByHand(page, '45678');
  t.equal(await page.locator('.typed').textContent(), '081-234-5678');
  await page.keyboard.press('Enter');
  const told = () => screen.said.filter(({ what }) => what === 'prove/mobile');
  await until('it is said', () => told().length > 0);
  t.strictSame(
    told(),
    [{ what: 'prove/mobile', body: { visit: 7, act: 'number', mobile: '0812345678' } }],
    'five digits are no number',
  );
});

t.test('keys alone: somebody asks for their own data by the reference of a visit', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
  await page.getByRole('button', { name: 'My data' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'See it or have a copy' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.reference-typing').waitFor();
  await typeByHand(page, '7k2m-9qxu');
  await page.keyboard.press('Enter');
  t.equal(await page.locator('.typed').textContent(), '7K2M-9QX', 'no U is in any, and seven are none');
  await typeByHand(page, 'D');
  await page.keyboard.press('Enter');
  await until('it is said', () => screen.said.some(({ what }) => what === 'request'));
  t.match(screen.said.at(-1), { what: 'request', body: { request: 'access', by: 'visit', reference: '7K2M9QXD' } });
});

t.test('keys alone: staff ask for their own data by a number, or go back by Escape', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t, { about: { language: 'en' } });
  tell(screen, 'wall-request-place');
  await page.locator('.middle .finger').waitFor();
  await page.getByRole('button', { name: 'Use my number' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.typing').waitFor();
  await typeByHand(page, '5901');
  await page.keyboard.press('Enter');
  await until('it is said', () => screen.said.some(({ what }) => what === 'request'));
  t.match(screen.said.at(-1), { body: { request: 'withdrawal', by: 'number', number: '5901' } });
  await page.keyboard.press('Escape');
  await page.locator('.finger').waitFor();
  const whatIsSaid = () => screen.said.map(({ what }) => what);
  await until('leaving is said', () => whatIsSaid().length > 2);
  t.strictSame(whatIsSaid(), ['request/leave', 'request', 'request/leave']);
});

t.test(
  'what was pressed last counts last, though what was pressed before it is held up on its way',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t);
    let held = 0;
    await page.route('**/screen/key', async (route) => {
      held += 1;
      if (held === 1) await new Promise((resolve) => setTimeout(resolve, HELD_UP_MS));
      await route.continue();
    });
    await page.keyboard.press('F1');
    await page.keyboard.press('F2');
    await until('both are said', () => screen.said.length > 1);
    t.strictSame(
      screen.said.map(({ body }) => body),
      [{ key: 'in' }, { key: 'out' }],
    );
  },
);

t.test('what is never answered holds up nobody for long', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t);
  let held = 0;
  await page.route('**/screen/key', async (route) => {
    held += 1;
    if (held > 1) await route.continue();
  });
  await page.keyboard.press('F1');
  await page.keyboard.press('F2');
  await until('the second is said', () => screen.said.length > 0);
  t.strictSame(screen.said, [{ what: 'key', body: { key: 'out' } }]);
});
