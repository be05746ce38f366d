// Every end of a citizen's visit that the real flows can come to, as the page of the kiosk in a real browser shows it, and forgets it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { INVENTED_PEOPLE } from '../hal/index.ts';
import { OUTCOMES } from '../protocol/index.ts';
import { EndWatch, PATIENCE } from './fixtures/end-watch.ts';
import { KIOSK_WALKS, type KioskStand, LIVING } from './fixtures/kiosk-walks.ts';
import { askPage } from './fixtures/page-reader.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { until } from './fixtures/terminal.ts';
import { UNWALKED_ENDS } from './fixtures/unwalked-ends.ts';
import { WALL_WALKS } from './fixtures/wall-walks.ts';
import { noBrowser, openBrowser, openPage } from './screen/fixtures/browser.ts';

const weightsDir = join(import.meta.dirname, '../../shared/models');
const noWeights = existsSync(weightsDir) ? false : 'the weights of the face are not at hand';
const SHOWN_MS = 30_000;
const { citizenNumber, nameThai, nameEnglish } = INVENTED_PEOPLE.somsri;
const codes = Object.keys(KIOSK_WALKS) as (keyof typeof KIOSK_WALKS)[]; // its own keys

async function stand(t: Test): Promise<KioskStand> {
  const terminal = await servedTerminal(t, {
    dataDir: join(t.testdir(), 'data'),
    overrides: { models: { weightsDir }, screen: { layout: 'kiosk' } },
    walkUp: 'in-process',
  });
  const { citizen } = terminal.bench;
  if (!citizen) throw new Error('no citizen');
  await until('the link stands', () => terminal.kiosk.fleet?.state.at === 'online');
  const browser = await openBrowser(t);
  const { page } = await openPage(browser, terminal.url, { width: 1080, height: 1920 }, { isTimed: true });
  await citizen.face(LIVING);
  return { terminal, citizen, page, post: (path, body = {}) => askPage(terminal.url, path, body) };
}

/** Nobody who comes next is another's concern. */
async function mended({ terminal: { url, bench, kiosk }, citizen }: KioskStand): Promise<void> {
  await citizen.remove();
  for (const what of ['fault', 'lockout']) await fetch(new URL(`/bench/${what}`, url), { method: 'DELETE' });
  await kiosk.tamper.clear('fleet', null);
  if (bench.provider) bench.provider.script = {};
  await until('the reader is there', () => kiosk.portrait.devices()['card'] === 'ready');
}

t.strictSame(
  [...Object.keys(WALL_WALKS), ...codes, ...Object.keys(UNWALKED_ENDS)].sort(),
  Object.keys(OUTCOMES).sort(),
  'each end is walked to, or it is said why not',
);

t.test('each end at the kiosk is told, and forgotten', { skip: noBrowser || noWeights }, async (t) => {
  const at = await stand(t);
  const { page } = at;
  const atRest = 'กรุณาเสียบบัตรประชาชน';
  const watch = new EndWatch({ page, atRest, traces: [citizenNumber, nameThai.first, nameEnglish.last] });
  await page.getByText(atRest).waitFor(PATIENCE);
  for (const code of codes)
    await t.test(code, async (t) => {
      try {
        await KIOSK_WALKS[code](at);
        await watch.sees(t, code);
      } finally {
        await mended(at);
      }
      await watch.rests(t, code, SHOWN_MS);
    });
});
