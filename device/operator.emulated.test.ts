// An operator at a whole virtual terminal, in a real browser with a security key of the browser's own making.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { GrayImage, SiteRole } from '../protocol/index.ts';
import { plugSecurityKey } from './fixtures/security-key.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { print, until } from './fixtures/terminal.ts';
import { letIn } from './operator/fixtures/standing-operators.ts';
import { operatorWith, virtualKey } from './operator/fixtures/virtual-key.ts';
import { noBrowser, openBrowser, openPage } from './screen/fixtures/browser.ts';

const TALL = { width: 1080, height: 1920 };
const PATIENCE = { timeout: 60_000 };
const HALF_AN_HOUR_MS = 30 * 60_000;

/** A virtual terminal at which one operator is let in, and their page. */
async function terminal(t: Test, role: SiteRole, key = virtualKey()) {
  const dataDir = join(t.testdir(), 'data');
  await letIn(dataDir, [operatorWith(role, key)]);
  const { kiosk, hardware, bench, operatorUrl } = await servedTerminal(t, { dataDir });
  const browser = await openBrowser(t);
  const { page, complaints } = await openPage(browser, 'about:blank', TALL);
  await plugSecurityKey(page, { holds: [key.held] });
  await page.goto(operatorUrl);
  return { kiosk, bench, module: hardware.module, page, complaints, operatorUrl };
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click(PATIENCE);
const enter = async (page: Page): Promise<void> => {
  await press(page, 'เข้าสู่ระบบด้วยกุญแจความปลอดภัย');
  await page.locator('.who').waitFor(PATIENCE);
};

t.test(
  'an operator comes in by a key, enrols somebody touch by touch, and asks why they cannot scan',
  { skip: noBrowser },
  async (t) => {
    const { kiosk, module, page, complaints, operatorUrl } = await terminal(t, 'operator');
    const refused = await page.evaluate<number>(`fetch('/operator/terminal').then(({ status }) => status)`);
    t.equal(refused, 401, 'nobody has come in yet');
    await enter(page);
    t.match(await page.locator('.who').textContent(), /สมชาย \(operator\).*เจ้าหน้าที่/);
    const tabs = await page.locator('nav button').allTextContents();
    t.strictSame(
      tabs,
      ['ลงทะเบียน', 'ทำไมสแกนไม่ได้', 'ตรวจสอบเครื่อง', 'บันทึกเหตุการณ์', 'สภาพเครื่อง'],
      'the service menu is another’s',
    );
    t.equal(await page.evaluate(`fetch('/operator/service').then(({ status }) => status)`), 403);
    const [cookie] = await page.context().cookies(operatorUrl);
    t.match(cookie, { httpOnly: true, sameSite: 'Strict', expires: -1 });
    t.ok(Buffer.from(cookie?.value ?? '', 'base64url').length >= 16, '128 bits at least');
    t.equal(await page.evaluate('document.cookie'), '', 'no script reads it');

    await page.getByLabel('รหัสพนักงาน').fill('0000000041');
    await press(page, 'ค้นหา');
    await page.getByText('เป็นบุคคลใหม่').waitFor(PATIENCE);
    await page.getByLabel('ชื่อภาษาไทย').fill('สมศรี ใจดี');
    await page.getByLabel('ชื่อภาษาอังกฤษ').fill('Somsri Jaidee');
    await press(page, 'เริ่ม');
    await page.getByText('ยังไม่ได้ใส่เลขที่หนังสือยินยอม').waitFor(PATIENCE);
    await page.getByLabel('เลขที่หนังสือยินยอม').fill('C-1');
    await press(page, 'นิ้วชี้ซ้าย');
    await press(page, 'เริ่ม');
    await touches(
      page,
      module,
      [0, 1, 2, 3].map((impression) => print(1, impression)),
    );
    await page.locator('.result[data-good=true]').waitFor(PATIENCE);
    t.equal(await page.locator('.touches li').count(), 4, 'three to keep, one to check');
    t.ok((await page.locator('.minutia').count()) > 10, 'its minutiae are drawn');
    t.match(kiosk.stores.people.byCode('0000000041'), { nameTh: 'สมศรี ใจดี', nameEn: 'Somsri Jaidee' });
    await press(page, 'เสร็จ');

    await page.getByLabel('รหัสพนักงาน').fill('0000000042');
    await press(page, 'ค้นหา');
    await page.getByLabel('ชื่อภาษาอังกฤษ').fill('An Impostor');
    await page.getByLabel('เลขที่หนังสือยินยอม').fill('C-2');
    await press(page, 'นิ้วชี้ซ้าย');
    await press(page, 'เริ่ม');
    await touches(
      page,
      module,
      [4, 5, 6].map((impression) => print(1, impression)),
    );
    await page.locator('.alike').getByText('0000000041 สมศรี ใจดี').waitFor(PATIENCE);
    t.equal(kiosk.stores.people.byCode('0000000042'), undefined);
    await press(page, 'เสร็จ');

    await press(page, 'ทำไมสแกนไม่ได้');
    await page.getByLabel('รหัสพนักงาน').fill('0000000041');
    await press(page, 'ตรวจดู');
    await page.locator('.result').waitFor(PATIENCE);
    t.match(await page.locator('.facts').textContent(), /ชี้ขวา/);
    const trying = press(page, 'ลองวางนิ้ว');
    await page.getByText('วางนิ้วภายใน 20 วินาที').waitFor(PATIENCE);
    module.present(print(1, 7));
    await page.getByText('นิ้วนี้ตรงกับบุคคลนี้').waitFor(PATIENCE);
    module.lift();
    await trying;

    await press(page, 'บันทึกเหตุการณ์');
    await page.locator('.journal tbody tr').first().waitFor(PATIENCE);
    const journal = (await page.locator('.journal').textContent()) ?? '';
    t.match(journal, /operator.*looked at the journal/s);
    for (const personal of ['สมศรี', 'Somsri', '0000000041', 'C-1']) t.notMatch(journal, personal);
    const kept = await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])');
    t.notMatch(kept, /0000000041|สมศรี/);
    const done = kiosk.stores.journal
      .readNewest(100)
      .flatMap(({ payload }) => (payload?.event === 'operator' ? [payload] : []));
    t.match(done[0], { what: 'entered', by: 'security-key', role: 'operator' });
    t.ok(done.some(({ detail, subject }) => detail.startsWith('asked why') && subject !== undefined));
    await press(page, 'ออกจากระบบ');
    await page.getByText('ออกจากระบบแล้ว').waitFor(PATIENCE);
    t.equal(await page.evaluate(`fetch('/operator/terminal').then(({ status }) => status)`), 401);
    t.strictSame(complaints, []);
  },
);

t.test(
  'whoever does nothing for half an hour is out, and what they had begun with them',
  { skip: noBrowser },
  async (t) => {
    const { kiosk, bench, page } = await terminal(t, 'administrator');
    await enter(page);
    await page.getByLabel('รหัสพนักงาน').fill('0000000041');
    await press(page, 'ค้นหา');
    await page.getByLabel('ชื่อภาษาอังกฤษ').fill('Somebody');
    await page.getByLabel('เลขที่หนังสือยินยอม').fill('C-1');
    await press(page, 'เริ่ม');
    await page.getByText('วางนิ้วได้เลย').waitFor(PATIENCE);
    bench.clock.advance(HALF_AN_HOUR_MS);
    await page.getByText('ไม่มีการใช้งาน 30 นาที').waitFor(PATIENCE);
    await until('the terminal serves again', () => kiosk.gate.isOpen);
    t.strictSame(kiosk.operators.enrolling.state, { kind: 'none' });
    t.equal(kiosk.stores.people.count, 0);
  },
);

t.test(
  'an administrator tests the terminal, sees how it is, tries the lamp, and starts it anew',
  { skip: noBrowser },
  async (t) => {
    const { kiosk, page, complaints } = await terminal(t, 'administrator');
    await enter(page);
    await page.getByRole('button', { name: 'English' }).click();
    await press(page, 'Self-test');
    await press(page, 'Test everything');
    await page.locator('.checks li').first().waitFor(PATIENCE);
    t.ok((await page.locator('.checks li[data-good=true]').count()) >= 5);
    await press(page, 'Terminal');
    await page.getByText('Journal entries').waitFor(PATIENCE);
    t.match(await page.locator('.tab').textContent(), /Asia\/Bangkok/);
    await press(page, 'Service');
    await page.getByText('Fingerprint sensor').waitFor(PATIENCE);
    await press(page, 'attention');
    await until('it was lit', () => !kiosk.gate.isOpen);
    await until('and is at rest', () => kiosk.gate.isOpen);
    await press(page, 'Start the service anew');
    t.equal(kiosk.ending.how, undefined, 'asked once more');
    await press(page, 'Start anew now: people wait about five seconds');
    await until('it ends', () => kiosk.ending.how === 'again');
    t.strictSame(complaints, []);
  },
);

/** Whoever stands at the glass does as the page says. */
async function touches(
  page: Page,
  module: { present(image: GrayImage): void; lift(): void },
  images: readonly GrayImage[],
): Promise<void> {
  for (const [index, image] of images.entries()) {
    await page.getByText('วางนิ้วได้เลย').waitFor(PATIENCE);
    module.present(image);
    await page.getByText('ยกนิ้วออก').waitFor(PATIENCE);
    module.lift();
    await page.locator('.touches li').nth(index).waitFor(PATIENCE);
  }
}
