// Every page of the operator in a real browser, in both languages, on four sizes; the service is scripted, the pages are the real ones.
import { mkdir } from 'node:fs/promises';
import type { Browser, Page, Route } from 'playwright-core';
import t, { type Test } from 'tap';
import { synthesisePrint } from '../../models/laboratory.ts';
import { AXE, grave } from './fixtures/accessibility.ts';
import { noBrowser, openBrowser, openPage, SIZES, type Size } from './fixtures/browser.ts';
import {
  ABOUT,
  DIAGNOSIS,
  FACTS,
  LINES,
  OPERATOR_SCENES,
  type OperatorScene,
  SERVICE,
  SOMSRI,
  TRIED,
} from './fixtures/operator-scenes.ts';
import { scriptedScreen } from './fixtures/scripted-screen.ts';

const { RIDGED_SCREENS: folder } = process.env;
const LANGUAGES = ['th', 'en'] as const;

type Language = (typeof LANGUAGES)[number];

const RIDGES = await pngOfPrint();

/** As the service answers; the stream tells what stands there and ends. */
async function answer(route: Route, { self, events }: OperatorScene, language: Language): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const json: Readonly<Record<string, unknown>> = {
    ...{ '/operator/about': { ...ABOUT, language }, '/operator/self': self, '/operator/person': SOMSRI },
    ...{ '/operator/diagnosis': DIAGNOSIS, '/operator/finger': TRIED, '/operator/journal': { lines: LINES } },
    ...{ '/operator/terminal': FACTS, '/operator/service': SERVICE },
  };
  if (pathname in json) return await route.fulfill({ json: json[pathname] });
  if (pathname === '/operator/events')
    return await route.fulfill({
      contentType: 'text/event-stream',
      body: `retry: 600000\n\n${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}`,
    });
  if (pathname.startsWith('/operator/touch/')) return await route.fulfill({ contentType: 'image/png', body: RIDGES });
  await route.continue();
}

/** The page asks again every few seconds: here it does not, so that what stands there stays. */
async function show(page: Page, { tab, asks, press, self }: OperatorScene): Promise<void> {
  await page.locator(self ? '.who' : '.entry h2').waitFor();
  if (tab) await page.locator(`nav button[data-tab=${tab}]`).click();
  if (asks) {
    await page.locator('.tab input[type=text]').first().fill(asks);
    await page.locator('.tab button[type=submit]').click();
    await page.locator('.tab b').first().waitFor();
  }
  if (press) {
    await page.locator(press[0]).last().click();
    await page.locator(press[1]).first().waitFor();
  }
}

/** Once the letters are there, and what was answered is drawn with them. */
const DRAWN = `document.fonts.ready.then(() => new Promise((drawn) => {
  requestAnimationFrame(() => requestAnimationFrame(() => drawn()));
}))`;

/** It may be scrolled down, never to the side; no key's words are cut. */
const TOO_WIDE = `(() => {
  const isTooWide = ({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1;
  const found = [...document.querySelectorAll('button, h1, h2, p, li, dd, td')].filter((it) => it.textContent && isTooWide(it));
  const page = document.documentElement;
  return [...(page.scrollWidth > innerWidth + 1 ? ['the page'] : []), ...found.map(({ textContent }) => textContent)];
})()`;

/** A page lays itself out by its style alone: what stands there is looked at on one size after the other. */
async function walk(t: Test, browser: Browser, language: Language): Promise<void> {
  await using screen = await scriptedScreen();
  await using open = await openPage(browser, 'about:blank', SIZES[0], { isHeld: true, isOpened: true });
  const { page, complaints } = open;
  for (const scene of OPERATOR_SCENES) {
    await page.unrouteAll();
    await page.route('**/operator/**', (route) => answer(route, scene, language));
    await page.goto(`${screen.url}operator`);
    await show(page, scene);
    for (const size of SIZES)
      await look(t, page, { size, name: `${scene.name} ${language} ${size.width}x${size.height}` });
    await page.addScriptTag({ path: AXE });
    t.strictSame(await grave(page), [], `${scene.name} ${language}: nobody is kept from reading it`);
    t.strictSame(complaints, [], `${scene.name} ${language}: the browser has nothing to complain of`);
  }
}

async function look(
  t: Test,
  page: Page,
  { size, name }: { readonly size: Size; readonly name: string },
): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(DRAWN);
  t.strictSame(await page.evaluate<string[]>(TOO_WIDE), [], `${name}: all words fit`);
  if (!folder) return;
  const path = `${folder}/${name.replaceAll(' ', '-')}.png`;
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

if (folder) await mkdir(folder, { recursive: true });

t.test('every page, in both languages, on four sizes', { skip: noBrowser }, async (t) => {
  const browser = await openBrowser(t);
  for (const language of LANGUAGES) await t.test(language, (t) => walk(t, browser, language));
});

async function pngOfPrint(): Promise<Buffer> {
  const { pixels, widthPx, heightPx } = synthesisePrint({
    seed: 7,
    finger: 1,
    impression: 0,
    widthPx: 256,
    heightPx: 288,
  });
  const { default: sharp } = await import('sharp');
  return await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .png()
    .toBuffer();
}
