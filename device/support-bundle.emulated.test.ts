// A support bundle of a terminal that serves: its figures are in it, and nobody whom it serves.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { extract } from 'tar';
import { inHand } from './commands/fixtures/in-hand.ts';
import { supportCommand } from './commands/support/support-command.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { filesIn, found, tracesOfText } from './fixtures/traces.ts';
import { clocked, fingerOf, somchai } from './store/fixtures/terminal.ts';

t.test('while people are served the bundle has what the service tells of itself', async (t) => {
  const folder = t.testdir();
  const dataDir = join(folder, 'data');
  const { url, kiosk } = await servedTerminal(t, { dataDir });
  kiosk.stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  kiosk.stores.journal.append(clocked(somchai.pseudonym));
  const env = { RIDGED_PROFILE: 'bench', RIDGED_SCREEN_PORT: new URL(url).port };
  const out = join(folder, 'support.tar.gz');
  const said = await inHand(supportCommand, env)('--out', out, '--data', dataDir);
  t.match(said, { exitCode: 0, out: /metrics\.txt +\d+ bytes\n.*journal\.json +left out: STORE_BUSY/ });
  const into = join(folder, 'unpacked');
  mkdirSync(into);
  await extract({ file: out, cwd: into });
  const metrics = readFileSync(join(into, 'support', 'metrics.txt'), 'utf8');
  t.match(metrics, /^ridged_people 1$/m);
  t.match(metrics, /^ridged_entries_total\{event="clock"\} 1$/m);
  const { code, nameTh, nameEn, pseudonym } = somchai;
  const traces = [code, nameTh, nameEn, pseudonym].flatMap((text) => tracesOfText(text, text));
  t.strictSame(found(filesIn(into), traces), []);
});
