// From a security key at the office to whom a terminal lets in: ridgectl's page in a real browser, two administrators, a broker, and the orders that the terminal keeps.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { campus } from '../cloud-bridge/fixtures/campus.ts';
import { manager, ridgectl } from '../cloud-bridge/fixtures/ridgectl.ts';
import { idOf, plugSecurityKey } from './fixtures/security-key.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { until } from './fixtures/terminal.ts';
import { noBrowser, openBrowser, openPage } from './screen/fixtures/browser.ts';
import { StandingOrders } from './standing/index.ts';
import { openVault } from './vault/index.ts';

const SIZE = { width: 800, height: 600 };
const SOMCHAI = 'สมชาย ใจดี';

/** Set: pictures of the page are drawn into that folder. */
const { RIDGED_SCREENS } = process.env;

interface Office {
  readonly browser: Browser;
  /** A command that waits at its page, and that page. */
  opened(...args: string[]): Promise<{
    readonly page: Page;
    readonly complaints: readonly string[];
    readonly url: string;
    readonly ended: ReturnType<typeof ridgectl>['ended'];
  }>;
}

async function officeOf(t: Test, place: readonly string[]): Promise<Office> {
  const browser = await openBrowser(t);
  const opened: Office['opened'] = async (...args) => {
    const stop = new AbortController();
    const { told, ended } = ridgectl([...args, ...place], stop.signal);
    t.teardown(async () => {
      stop.abort();
      await ended;
    });
    await until('the page is there', () => /http:\S+/.test(told.err));
    const [url = ''] = /http:\S+/.exec(told.err) ?? [];
    const { page, complaints } = await openPage(browser, url, SIZE);
    return { page, complaints, url, ended };
  };
  return { browser, opened };
}

const draw = async (page: Page, name: string): Promise<void> => {
  if (RIDGED_SCREENS) await page.screenshot({ path: join(RIDGED_SCREENS, `operators-${name}.png`) });
};

const press = (page: Page): Promise<void> => page.getByRole('button', { name: 'ลงทะเบียน' }).click();
const says = (page: Page, text: string): Promise<void> => page.getByRole('status').filter({ hasText: text }).waitFor();

t.test(
  'whoever touches their key at the office is let in at the terminal once two administrators have said so',
  { skip: noBrowser },
  async (t) => {
    // The office has the test's own folder.
    const dataDir = await mkdtemp(join(tmpdir(), 'ridged-operators-'));
    t.teardown(() => rm(dataDir, { recursive: true, force: true }));
    const vault = await openVault({ dataDir });
    const open = (): Promise<StandingOrders> =>
      StandingOrders.open({ dataDir, vault }, (fault) => t.fail(fault.message));
    const standing = await open();
    const { fleet, run, as, somchai, malee } = await campus(t, manager, (opened, jobs) => {
      const { id: job, what } = opened.order;
      standing.take(opened, 1).then(
        () => jobs.tell({ job, kind: what.kind }, { state: 'done', answer: {} }),
        (reason) => t.fail(String(reason)),
      );
    });
    const { opened, browser } = await officeOf(t, fleet.place);
    const adding = await opened(
      'operators',
      'add',
      '--name',
      SOMCHAI,
      '--role',
      'operator',
      '--terminal',
      'gate-17',
      '--json',
    );
    t.equal(new URL(adding.page.url()).hash, '', 'the pass is in no history');
    const key = await plugSecurityKey(adding.page);
    await draw(adding.page, 'register');
    await press(adding.page);
    await says(adding.page, 'บันทึกกุญแจแล้ว');
    await draw(adding.page, 'kept');
    t.match(await adding.page.textContent('main'), new RegExp(`${SOMCHAI}[\\s\\S]*The key is registered`));
    const added = await adding.ended;
    t.equal(added.code, 0);
    t.match(JSON.parse(added.out), { operator: { name: SOMCHAI, keys: [{ kind: 'security-key', label: 'key-1' }] } });
    t.strictSame(adding.complaints, [], 'the page keeps its own rules');

    const sent = JSON.parse((await run('operators', 'send', '--as', somchai.file, '--json')).out);
    const [{ order }] = sent.orders;
    t.equal(standing.of('operators'), undefined, 'one administrator alone lets in nobody');
    t.match(await run('jobs', 'approve', order.id, '--as', malee.file), { code: 0 });
    t.match(await as(somchai, 'jobs', 'follow', order.id), { code: 0, out: /gate-17 +done/ });
    const [id] = (await key.held()).map(idOf);
    t.match((await open()).of('operators')?.what, {
      ...{ version: 1 },
      operators: [{ name: SOMCHAI, role: 'operator', validUntilMs: null, keys: [{ id, publicKey: /^[\w-]{50,}$/ }] }],
    });

    // And with that very key they come in at the terminal.
    const { kiosk, operatorUrl } = await servedTerminal(t, { dataDir });
    const { page } = await openPage(browser, 'about:blank', SIZE);
    await plugSecurityKey(page, { holds: await key.held() });
    await page.goto(operatorUrl);
    await page.getByRole('button', { name: 'เข้าสู่ระบบด้วยกุญแจความปลอดภัย' }).click();
    await page.locator('.who').filter({ hasText: SOMCHAI }).waitFor({ timeout: 60_000 });
    // What the terminal does by itself meanwhile may stand behind it.
    const newest = kiosk.stores.journal.readNewest(5).map(({ payload }) => payload);
    t.match(
      newest.filter((payload) => payload?.event === 'operator'),
      [{ what: 'entered', by: 'security-key' }],
    );
  },
);

t.test(
  'a key that is registered already or has no PIN is told so, and another is taken',
  { skip: noBrowser },
  async (t) => {
    const fleet = await manager(t);
    const { opened } = await officeOf(t, fleet.place);
    const first = await opened('operators', 'add', '--name', SOMCHAI, '--role', 'viewer', '--everywhere');
    const key = await plugSecurityKey(first.page);
    await press(first.page);
    t.match(await first.ended, { code: 0 });
    const holds = await key.held();
    t.equal(holds.length, 1);

    const second = await opened('operators', 'key', SOMCHAI);
    const same = await plugSecurityKey(second.page, { holds });
    await press(second.page);
    await says(second.page, 'กุญแจนี้ลงทะเบียนแล้ว');
    await draw(second.page, 'already');
    await same.unplug();
    const bare = await plugSecurityKey(second.page, { hasPin: false });
    await press(second.page);
    await says(second.page, 'ยังไม่ได้แตะกุญแจ');
    await bare.unplug();
    const other = await plugSecurityKey(second.page);
    await press(second.page);
    t.match(await second.ended, { code: 0, out: /key-1: security-key, key-2: security-key/ });
    t.equal((await other.held()).length, 1);
  },
);

t.test(
  'an address that was used is good for nobody else, while whoever has used it goes on',
  { skip: noBrowser },
  async (t) => {
    const fleet = await manager(t);
    const { opened, browser } = await officeOf(t, fleet.place);
    const { page, url, ended } = await opened(
      'operators',
      'add',
      '--name',
      SOMCHAI,
      '--role',
      'viewer',
      '--everywhere',
    );
    const bare = await plugSecurityKey(page, { hasPin: false });
    await press(page);
    await says(page, 'ยังไม่ได้แตะกุญแจ');
    await bare.unplug();
    const late = await openPage(browser, url, SIZE);
    await plugSecurityKey(late.page);
    await press(late.page);
    await says(late.page, 'ที่อยู่นี้ใช้ไปแล้ว');
    await draw(late.page, 'used');
    t.equal(await late.page.getByRole('button').isVisible(), false);
    await plugSecurityKey(page);
    await press(page);
    t.match(await ended, { code: 0 });
    await says(page, 'บันทึกกุญแจแล้ว');
  },
);
