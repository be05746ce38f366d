// What people do at the screen, in a real browser: keys, numbers, consent, a telephone; and what it never lets them do.
import t from 'tap';
import { outcomeMessage } from '../../protocol/index.ts';
import { until } from '../fixtures/terminal.ts';
import { noBrowser, openBrowser, openPage } from './fixtures/browser.ts';
import { scriptedScreen } from './fixtures/scripted-screen.ts';
import { press, standing, TALL, tell } from './fixtures/standing.ts';

t.test('keys, help and a number reach the service; the number stays nowhere', { skip: noBrowser }, async (t) => {
  const { screen, page, complaints } = await standing(t);
  // The key that deletes is named for whoever hears it.
  await press(page, 'เข้า', 'ขอความช่วยเหลือ', 'ใช้หมายเลขประจำตัว', ...'5900', 'ลบหนึ่งตัว', ...'12');
  t.equal(await page.locator('.typed').textContent(), '59012');
  await press(page, 'ตกลง');
  await until('all of it was said', () => screen.said.length >= 3);
  t.strictSame(screen.said, [
    { what: 'key', body: { key: 'in' } },
    { what: 'help', body: {} },
    { what: 'claim', body: { number: '59012' } },
  ]);
  t.equal(await page.locator('.typed').count(), 0);
  const kept = await page.evaluate<string>(
    'JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, history.length])',
  );
  t.notMatch(kept, /59012/);
  t.strictSame(complaints, []);
});

t.test('a long touch on the clock leads to the operator, a short one nowhere', { skip: noBrowser }, async (t) => {
  const { page, screen } = await standing(t);
  const clock = page.locator('.clock');
  await clock.click();
  await page.waitForTimeout(3500);
  t.equal(page.url(), screen.url);
  await clock.hover();
  await page.mouse.down();
  await page.waitForURL(/^http:\/\/localhost:\d+\/operator$/, { timeout: 20_000 });
});

t.test('the language is the next person’s own again', { skip: noBrowser }, async (t) => {
  const { page } = await standing(t);
  await press(page, 'English');
  await page.getByText('Place your finger on the sensor').waitFor();
  t.equal(await page.evaluate('document.documentElement.lang'), 'en');
  await press(page, 'ไทย');
  await page.getByText('กรุณาวางนิ้วบนเครื่องอ่าน').waitFor();
  await until('it is Thai again', () => page.evaluate<boolean>('document.documentElement.lang === "th"'));
});

t.test(
  'consent is a choice for each purpose, and none is made before the person makes it',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
    tell(screen, 'kiosk-notice');
    const next = page.getByRole('button', { name: 'Continue' });
    await next.waitFor();
    t.equal(await page.locator('input:checked').count(), 0);
    t.equal(await next.isDisabled(), true);
    await page.locator('fieldset').first().getByText('I agree').click();
    t.equal(await next.isDisabled(), true, 'one is still to be made');
    await page.locator('fieldset').last().getByText('I do not agree').click();
    screen.refuse(true);
    await next.click();
    await page.getByText('Your answer did not arrive').waitFor();
    screen.refuse(false);
    await next.click();
    const body = { visit: 7, choices: { proofing: true, improvement: false }, language: 'en' };
    await until('the choices are said', () => screen.said.some(({ what }) => what === 'prove/consent'));
    t.match(
      screen.said.find(({ what }) => what === 'prove/consent'),
      { body },
    );
    t.ok(
      screen.said.some(({ what }) => what === 'prove/touch'),
      'a hand on the screen was told',
    );
  },
);

t.test(
  'a telephone is typed, sent once, and gone; of it three digits stay to be recognised',
  { skip: noBrowser },
  async (t) => {
    const { screen, page } = await standing(t, { about: { layout: 'kiosk', language: 'en' } });
    tell(screen, 'kiosk-mobile');
    await page.getByText('Please type your mobile number').waitFor();
    await press(page, ...'08123456');
    const send = page.getByRole('button', { name: 'Send me a code' });
    t.equal(await send.isDisabled(), true, 'eight digits are no number');
    await press(page, ...'78');
    t.equal(await page.locator('.typed').textContent(), '081-234-5678');
    screen.refuse(true);
    await send.click();
    await page.getByText('Your answer did not arrive').waitFor();
    t.equal(await page.locator('.typed').textContent(), '081-234-5678', 'and need not be typed anew');
    screen.refuse(false);
    await send.dblclick();
    const question = {
      type: 'prove-mobile',
      visit: 7,
      complaint: null,
      triesLeft: 3,
      mayResend: true,
      leftMs: 90_000,
    } as const;
    screen.tell({ ...question, asks: 'nothing' });
    await page.getByText('Asking the identity provider').waitFor();
    screen.tell({ ...question, asks: 'code' });
    await page.getByText('ends in 678').waitFor();
    t.notMatch(await page.content(), /0812345|081-234/);
    await press(page, ...'123456789'.slice(0, 8));
    t.equal(await page.locator('.typed').textContent(), '●●●●●●●●');
    await press(page, 'Clear', ...'2468', 'Confirm');
    screen.tell({ ...question, asks: 'code', complaint: 'wrong-code', triesLeft: 2 });
    await page.getByText('Tries left: 2').waitFor();
    t.equal(await page.locator('.typed').textContent(), '');
    await press(page, 'Another number', 'Back to the code', 'Go on without');
    await until('all is said', () => screen.said.some(({ body }) => JSON.stringify(body).includes('skip')));
    t.strictSame(
      screen.said.filter(({ what }) => what === 'prove/mobile').map(({ body }) => body),
      [
        { visit: 7, act: 'number', mobile: '0812345678' },
        { visit: 7, act: 'code', code: '2468' },
        { visit: 7, act: 'skip' },
      ],
    );
  },
);

t.test('an answer is gone in two and a half seconds, and nothing of it is left', { skip: noBrowser }, async (t) => {
  const { screen, page } = await standing(t);
  screen.tell({
    ...{ type: 'answer', visit: 1, accepted: true, light: 'accepted', reason: 'accepted', ms: 700, repeated: false },
    ...{
      nameTh: 'นางสาวสมศรี',
      nameEn: 'Ms. Somsri',
      hasPhoto: false,
      direction: 'in',
      atMs: 0,
      message: outcomeMessage('accepted'),
    },
  });
  await page.getByText('นางสาวสมศรี').waitFor();
  t.equal(await page.locator('main').getAttribute('data-light'), 'accepted');
  await page.getByText('กรุณาวางนิ้วบนเครื่องอ่าน').waitFor({ timeout: 10_000 });
  t.notMatch(await page.content(), /สมศรี|Somsri/);
  t.equal(await page.locator('main').getAttribute('data-light'), 'off');
});

t.test(
  'where the service is gone the screen says so, forgets who stood there, and comes back by itself',
  { skip: noBrowser },
  async (t) => {
    const browser = await openBrowser(t);
    const first = await scriptedScreen({ about: { layout: 'kiosk' } });
    const port = Number(new URL(first.url).port);
    const { page } = await openPage(browser, first.url, TALL);
    await page.locator('header .place').filter({ hasText: 'ประตู 17' }).waitFor();
    tell(first, 'kiosk-capturing');
    await page.getByText('ณัฐฐาพร').waitFor();
    await first[Symbol.asyncDispose]();
    await page.getByText('เครื่องกำลังเริ่มใหม่').waitFor({ timeout: 20_000 });
    t.notMatch(await page.content(), /ณัฐฐาพร|Nattaporn/);
    t.equal(await page.locator('main').getAttribute('data-light'), 'fault');
    await using _again = await scriptedScreen({ about: { layout: 'kiosk' }, port });
    await page.getByText('กรุณาเสียบบัตรประชาชน').waitFor({ timeout: 20_000 });
    t.equal(await page.locator('main').getAttribute('data-light'), 'off');
  },
);

t.test('no menu, no selection, no dragging, no zoom, and no way out of the page', { skip: noBrowser }, async (t) => {
  const { page, screen, complaints } = await standing(t);
  await page.evaluate(`
    window.refused = [];
    for (const type of ['contextmenu', 'dragstart', 'selectstart', 'wheel', 'keydown'])
      window.addEventListener(type, (event) => event.defaultPrevented && refused.push(event.key ?? type));
  `);
  await page.locator('main').click({ button: 'right' });
  const keys = ['F12', 'F5', 'F1', 'F4', 'Control+Shift+I', 'Control+P', 'Alt+ArrowLeft', 'Alt+d', '/', 'q'];
  for (const key of keys) await page.keyboard.press(key);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 100);
  await page.keyboard.up('Control');
  const refused = await page.evaluate<string[]>('refused');
  for (const what of ['contextmenu', 'F12', 'F5', 'F1', 'F4', 'I', 'p', 'ArrowLeft', 'd', '/', 'q', 'wheel'])
    t.ok(
      refused.some((it) => it.toLowerCase() === what.toLowerCase()),
      what,
    );
  t.equal(page.url(), screen.url);
  t.equal(await page.evaluate('visualViewport.scale'), 1);
  t.strictSame(complaints, []);
});

t.test(
  'the pages run by their own rules: nothing inline, nothing from elsewhere, nobody around them',
  { skip: noBrowser },
  async (t) => {
    await using screen = await scriptedScreen();
    const page = await fetch(screen.url);
    const rules = page.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      t.match(rules, rule);
    t.notMatch(rules, /unsafe|data:|https?:/);
    const html = await page.text();
    t.notMatch(html, /<script(?![^>]* src=)|<style|\son\w+=|https?:/);
    t.equal((await fetch(new URL('/bench', screen.url))).status, 404, 'a device has no bench');
    const operators = await (await fetch(new URL('/operator', screen.url))).text();
    for (const text of [html, operators]) {
      const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
      t.ok(files.length >= 2);
      for (const file of files) t.equal((await fetch(new URL(file, screen.url))).status, 200, file);
      const [, icon = ''] = /<link rel="icon" href="([^"]+)"/.exec(text) ?? [];
      const { headers } = await fetch(new URL(icon, screen.url));
      t.equal(headers.get('content-type'), 'image/svg+xml', 'a browser asks for no icon that is not there');
    }
    t.equal((await fetch(new URL('/../../package.json', screen.url))).status, 404);
  },
);
