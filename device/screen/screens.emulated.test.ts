// Every screen in a real browser, in both languages, on four sizes: nothing overflows, and nobody is kept from reading it.
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { drawnPortrait } from '../bench/kiosk/drawn-faces.ts';
import { DRAWN_LOOKS } from '../bench/kiosk/drawn-looks.ts';
import { AXE, grave } from './fixtures/accessibility.ts';
import { noBrowser, openBrowser, openPage, overflowing, SIZES, type Size } from './fixtures/browser.ts';
import { CLEARED, ENDS, LOW, PHOTOGRAPHED, SCENES, type Scene } from './fixtures/scenes.ts';
import { type ScriptedScreen, scriptedScreen } from './fixtures/scripted-screen.ts';

/** `make screens` names a folder; otherwise nothing is drawn. */
const { RIDGED_SCREENS: folder } = process.env;
const LANGUAGES = ['th', 'en'] as const;

const PORTRAIT = await drawnPortrait(DRAWN_LOOKS.malee);

type Shown = (scene: Scene) => Promise<void>;

/** Shows one scene after the other: each stands there once the sign has changed, since what is told is told in order. */
function showing(screen: ScriptedScreen, page: Page): Shown {
  let turn = 0;
  return async ({ events, act }) => {
    turn += 1;
    const state = turn % 2 === 0 ? 'online' : 'none';
    for (const event of [...CLEARED, ...events]) screen.tell(event);
    screen.tell({ type: 'fleet', state });
    await page.locator(`.sign[data-at=${state}]`).waitFor();
    await act?.(page);
  };
}

/** A citizen's visit has more to say than a hand's width holds. */
const LEAST_OF_KIOSK = 480;
/** Whoever sits is thought of where there is a lower half. */
const LEAST_OF_LOW = 1200;

const sizesOf = (layout: Scene['layout']): readonly Size[] =>
  SIZES.filter(({ width, height }) => layout === 'wall' || Math.min(width, height) >= LEAST_OF_KIOSK);

interface Look {
  readonly scene: Scene;
  readonly sizes: readonly Size[];
}

/** A page lays itself out by its style alone: what stands there is looked at on one size after the other. */
function looksAt(layout: Scene['layout']): readonly Look[] {
  const sizes = sizesOf(layout);
  const scenes = [...SCENES, ...ENDS].filter((it) => it.layout === layout).map((scene) => ({ scene, sizes }));
  const high = sizes.filter(({ height }) => height > LEAST_OF_LOW);
  return layout === 'kiosk' ? [...scenes, ...LOW.map((scene) => ({ scene, sizes: high }))] : scenes;
}

async function walk(t: Test, layout: Scene['layout'], language: (typeof LANGUAGES)[number]): Promise<void> {
  const browser = await openBrowser(t);
  await using screen = await scriptedScreen({ about: { layout, language } });
  screen.photos.set(PHOTOGRAPHED, PORTRAIT);
  await using open = await openPage(browser, screen.url, SIZES[0], { isHeld: true });
  const { page, complaints } = open;
  await page.locator('header .place').filter({ hasText: 'ประตู 17' }).waitFor();
  const show = showing(screen, page);
  for (const { scene, sizes } of looksAt(layout)) {
    await show(scene);
    if (scene.stands)
      t.equal(await page.locator(scene.stands).count(), 1, `${scene.name} ${language}: it is that which stands there`);
    for (const size of sizes) {
      const name = `${scene.name} ${language} ${size.width}x${size.height}`;
      await page.setViewportSize(size);
      t.strictSame(await overflowing(page), [], `${name}: all words fit`);
      if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png`, animations: 'disabled' });
    }
  }
  t.strictSame(complaints, [], `${layout} ${language}: the browser has nothing to complain of`);
}

if (folder) await mkdir(folder, { recursive: true });

for (const layout of ['wall', 'kiosk'] as const)
  for (const language of LANGUAGES)
    t.test(`${layout}, ${language}, on every size`, { skip: noBrowser }, (t) => walk(t, layout, language));

t.test('nobody is kept from reading it: axe finds nothing grave', { skip: noBrowser }, async (t) => {
  const browser = await openBrowser(t);
  for (const layout of ['wall', 'kiosk'] as const) {
    await using screen = await scriptedScreen({ about: { layout, language: 'en' } });
    screen.photos.set(PHOTOGRAPHED, PORTRAIT);
    await using open = await openPage(
      browser,
      screen.url,
      { width: 1080, height: 1920 },
      { isHeld: true, isOpened: true },
    );
    const { page } = open;
    await page.addStyleTag({ content: '* { transition: none !important; }' });
    await page.locator('header .place').filter({ hasText: 'ประตู 17' }).waitFor();
    await page.addScriptTag({ path: AXE });
    const show = showing(screen, page);
    const ends = ENDS.filter((it) => it.layout === layout).slice(0, 12);
    for (const scene of [...SCENES.filter((it) => it.layout === layout), ...ends]) {
      await show(scene);
      t.strictSame(await grave(page), [], scene.name);
    }
  }
});
