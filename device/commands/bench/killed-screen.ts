// The service is killed while somebody's finger is being read: how soon the screen says so.
import { mkdir } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { synthesisePrint } from '../../../models/laboratory.ts';
import { writeGrayPng } from '../../images/write-gray-png.ts';
import { ServiceProcess } from './service-process.ts';

export interface KilledScreen {
  /** Of `ridged.js`. */
  readonly program: string;
  readonly dataDir: string;
  readonly browser: Browser;
}

const SIZE = { width: 480, height: 800 };

/** Milliseconds from the kill to the words that the terminal is starting again. @throws what the browser throws where they never come */
export async function killedScreenMs(
  { program, dataDir, browser }: KilledScreen,
  signal: AbortSignal,
): Promise<number> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Beside the folder: a picture in it is shredded at the start.
  const image = `${dataDir}-stranger.png`;
  await writeGrayPng(image, synthesisePrint({ seed: 3, finger: 1, impression: 0, widthPx: 300, heightPx: 340 }));
  await using service = await ServiceProcess.start({ program, dataDir, paced: true }, signal);
  const page = await browser.newPage({ viewport: SIZE });
  try {
    await page.goto(service.url);
    await page.locator('main[data-light=off]').waitFor();
    // The answer is cut off with the service.
    const visit = service.ask('POST', '/bench/finger', { image }).catch(() => undefined);
    await page.locator('main[data-light=busy]').waitFor();
    const killedAt = performance.now();
    await service.kill();
    await page.locator('main[data-light=fault] [data-told=at-once]').waitFor();
    const ms = performance.now() - killedAt;
    await visit;
    return ms;
  } finally {
    await page.close();
  }
}
