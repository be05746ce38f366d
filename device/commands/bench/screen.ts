// ridged bench screen: how soon the page stands there, how smoothly it moves, and how much of it is sent, in a real browser.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { KioskError } from '../../../protocol/index.ts';
import { openVirtualTerminal } from '../../bench/virtual-terminal.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import { percentiles } from '../../health/percentiles.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import type { CommandResult } from '../run-command.ts';
import { killedScreenMs } from './killed-screen.ts';

export interface BenchScreenOptions {
  readonly loads: number;
  readonly seconds: number;
  /** Of Chromium. */
  readonly browser: string;
  /** How often the service is killed in mid-visit. */
  readonly kills: number;
  /** Of `ridged.js`. */
  readonly program: string;
}

const SIZE = { width: 1080, height: 1920 };
/** What is promised. */
const MOST = { firstPaintMs: 1000, bundleKb: 150, killedMs: 2000 } as const;
const WANTED_PER_SECOND = 60;
const PAGES = fileURLToPath(new URL('../../screen/pages/', import.meta.url));

/** @throws KioskError USAGE where there is no browser, or no page was built */
export async function benchScreen(options: BenchScreenOptions, signal: AbortSignal): Promise<CommandResult> {
  const bundleKb = await bundleKbIn(PAGES);
  const browser = await openBrowser(options.browser);
  const dataDir = await mkdtemp(join(tmpdir(), 'ridged-bench-screen-'));
  try {
    const measured = await measureIn(dataDir, { browser, options, signal });
    const killedMs: number[] = [];
    for (let kill = 0; kill < options.kills; kill += 1)
      killedMs.push(
        await killedScreenMs({ program: options.program, dataDir: join(dataDir, 'killed'), browser }, signal),
      );
    return resultOf({ ...measured, killedMs }, { bundleKb, loads: options.loads, version: browser.version() });
  } finally {
    await browser.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A tool of development: a terminal in service has none. */
async function openBrowser(executablePath: string): Promise<Browser> {
  try {
    const { chromium } = await import('playwright-core');
    return await chromium.launch({ executablePath });
  } catch (reason) {
    throw new KioskError('USAGE', { why: `${executablePath} cannot be driven (--browser, make setup)` }, reason);
  }
}

interface Measured {
  readonly firstPaintMs: readonly number[];
  readonly frameMs: readonly number[];
}

interface Measuring {
  readonly browser: Browser;
  readonly options: BenchScreenOptions;
  readonly signal: AbortSignal;
}

async function measureIn(dataDir: string, { browser, options, signal }: Measuring): Promise<Measured> {
  await using closing = new ClosingOrder();
  const overrides = { data: { dir: dataDir }, engine: { threads: 1 }, screen: { port: 0, layout: 'kiosk' } };
  const { kiosk, url } = await openVirtualTerminal(
    {
      ...{ config: readConfig({ env: {}, overrides }), log: openLog('error'), version: ridgedVersion() },
      ...{ paced: false, demo: false, signal, progress: () => undefined },
    },
    closing,
  );
  const end = new AbortController();
  const served = kiosk.serve(end.signal);
  try {
    const firstPaintMs: number[] = [];
    for (let load = 0; load < options.loads; load += 1) {
      signal.throwIfAborted();
      firstPaintMs.push(await coldLoad(browser, url));
    }
    const { tell } = kiosk.parts;
    const frameMs = await framesOf(browser, url, { seconds: options.seconds, guide: () => askToTurn(tell) });
    return { firstPaintMs, frameMs };
  } finally {
    end.abort();
    await served;
  }
}

/** In a profile of its own: nothing is kept from the load before. */
async function coldLoad(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: SIZE });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate<number>(`new Promise((resolve) => {
      const tell = (entry) => entry.name === 'first-contentful-paint' && resolve(entry.startTime);
      new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({ type: 'paint', buffered: true });
    })`);
  } finally {
    await context.close();
  }
}

type Tell = (event: Parameters<KioskTell>[0]) => void;
type KioskTell = Awaited<ReturnType<typeof openVirtualTerminal>>['kiosk']['parts']['tell'];

/** As in the middle of a citizen's visit: the movement is shown that is asked for. */
function askToTurn(tell: Tell): void {
  const text = { th: 'กรุณาหันหน้าไปทางซ้าย', en: 'Please turn your head to the left' };
  tell({ type: 'prove', visit: 1, state: 'challenge', sessionLeftMs: 170_000, idleLeftMs: null });
  tell({ type: 'prove-challenge', visit: 1, kind: 'turn-left', guidance: text, limitMs: 60_000 });
}

interface Moving {
  readonly seconds: number;
  readonly guide: () => void;
}

async function framesOf(browser: Browser, url: string, { seconds, guide }: Moving): Promise<readonly number[]> {
  const page: Page = await browser.newPage({ viewport: SIZE });
  try {
    await page.goto(url);
    await page.locator('.attract').waitFor();
    guide();
    await page.locator('.gesture').waitFor();
    return await page.evaluate<number[]>(`new Promise((resolve) => {
      const taken = [];
      let before;
      const next = (at) => {
        if (before !== undefined) taken.push(at - before);
        before = at;
        if (taken.reduce((sum, ms) => sum + ms, 0) < ${seconds * 1000}) requestAnimationFrame(next);
        else resolve(taken);
      };
      requestAnimationFrame(next);
    })`);
  } finally {
    await page.close();
  }
}

/** What the screen's page asks for before it stands there: its scripts and styles, as they could be sent. */
async function bundleKbIn(folder: string): Promise<number> {
  const names = await readdir(join(folder, 'assets')).catch(() => []);
  const own = names.filter((name) => /\.(?:js|css)$/.test(name) && !/^(?:bench|operator)/.test(name));
  if (own.length === 0) throw new KioskError('USAGE', { why: 'the pages of the screen are not built (make build)' });
  const sizes = await Promise.all(
    own.map(async (name) => gzipSync(await readFile(join(folder, 'assets', name))).length),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 102.4) / 10;
}

interface About {
  readonly bundleKb: number;
  readonly loads: number;
  readonly version: string;
}

function resultOf(
  { firstPaintMs, frameMs, killedMs }: Measured & { readonly killedMs: readonly number[] },
  { bundleKb, loads, version }: About,
): CommandResult {
  const paint = percentiles(firstPaintMs);
  const frames = percentiles(frameMs);
  const killed = percentiles(killedMs);
  const perSecond = (ms: number | undefined): number | null => (ms ? Math.round(1000 / ms) : null);
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const json = {
    firstPaintMs: paint && { p50: paint.p50, p95: paint.p95, loads },
    framesPerSecond: { p50: perSecond(frames?.p50), p5: perSecond(frames?.p95), frames: frameMs.length },
    bundleGzipKb: bundleKb,
    killedMs: killed && { p50: killed.p50, p95: killed.p95, kills: killedMs.length },
    limits: { ...MOST, framesPerSecondWanted: WANTED_PER_SECOND },
    machine: { cores: cpus().length, load, browser: `Chromium ${version}`, ...SIZE },
  };
  const isKept =
    (paint?.p95 ?? Number.POSITIVE_INFINITY) <= MOST.firstPaintMs &&
    bundleKb <= MOST.bundleKb &&
    (killed?.p95 ?? 0) <= MOST.killedMs;
  const { p50, p5 } = json.framesPerSecond;
  const text = [
    `first paint     p50 ${paint?.p50} ms, p95 ${paint?.p95} ms of ${loads} cold loads (at most ${MOST.firstPaintMs})`,
    `guidance        p50 ${p50}, p5 ${p5} frames a second (wanted ${WANTED_PER_SECOND})`,
    `bundle          ${bundleKb} KiB gzip (at most ${MOST.bundleKb})`,
    ...(killed
      ? [
          `killed          said after p50 ${killed.p50} ms, p95 ${killed.p95} ms of ${killedMs.length} (at most ${MOST.killedMs})`,
        ]
      : []),
    `${json.machine.browser} without a graphics card, ${SIZE.width}x${SIZE.height}, ${json.machine.cores} cores, load ${load}`,
  ].join('\n');
  return { json, text, exitCode: isKept ? 0 : 1 };
}
