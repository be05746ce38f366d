// The service is killed while somebody's finger is being read: how soon the screen says so.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { synthesisePrint } from '../../../models/index.ts';
import { writeGrayPng } from '../../images/write-gray-png.ts';
import { ServiceProcess } from './service-process.ts';

export interface KilledScreen {
  /** Of `ridged.js`. */
  readonly program: string;
  readonly dataDir: string;
  readonly browser: Browser;
}

const SIZE = { width: 480, height: 800 };
const SEEN_WITHIN_MS = 10_000;
const MOST_TRIES = 3;

/** Milliseconds from the kill to the words that the terminal is starting again. @throws what the browser throws where they never come */
export async function killedScreenMs(
  { program, dataDir, browser }: KilledScreen,
  signal: AbortSignal,
): Promise<number> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const image = join(dataDir, 'stranger.png');
  await writeGrayPng(image, synthesisePrint({ seed: 3, finger: 1, impression: 0, widthPx: 300, heightPx: 340 }));
  await using service = await ServiceProcess.start({ program, dataDir, paced: true }, signal);
  const page = await browser.newPage({ viewport: SIZE });
  try {
    await page.goto(service.url);
    await page.locator('main[data-light=off]').waitFor();
    // The answer is cut off with the service.
    const visit = await visitSeenOn(page, () => service.ask('POST', '/bench/finger', { image }).catch(() => undefined));
    const killedAt = performance.now();
    await service.kill();
    await page.locator('main[data-light=fault] [data-told=at-once]').waitFor();
    const ms = performance.now() - killedAt;
    await visit.answer;
    return ms;
  } finally {
    await page.close();
  }
}

/** While the finger is read. A page that has only just been opened may miss a first one. @throws what the browser throws where it sees none */
async function visitSeenOn(page: Page, visit: () => Promise<unknown>): Promise<{ readonly answer: Promise<unknown> }> {
  const busy = page.locator('main[data-light=busy]');
  for (let tries = 1; ; tries += 1) {
    const answer = visit();
    try {
      await busy.waitFor({ timeout: SEEN_WITHIN_MS });
      return { answer };
    } catch (error) {
      await answer;
      if (tries === MOST_TRIES) throw error;
    }
  }
}
