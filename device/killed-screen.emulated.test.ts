// A service that is killed in the middle of a visit leaves a screen that says what happened. How soon: `ridged bench screen`.
import { join } from 'node:path';
import t from 'tap';
import { killedScreenMs } from './commands/bench/killed-screen.ts';
import { builtProgram } from './fixtures/built-service.ts';
import { noBrowser, openBrowser } from './screen/fixtures/browser.ts';

t.test('whoever stands there is told, in the middle of their visit', { skip: noBrowser }, async (t) => {
  const dataDir = join(t.testdir(), 'data');
  const browser = await openBrowser(t);
  const ms = await killedScreenMs({ program: builtProgram(), dataDir, browser }, new AbortController().signal);
  t.comment(`after ${Math.round(ms)} ms`);
  t.ok(ms > 0, 'and it was not said before');
});
