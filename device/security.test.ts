// The page about attackers names a test for each line: they are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'SECURITY.md'), 'utf8');

t.test('each test that the page names is there', (t) => {
  const named = [...page.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  const missing = [...new Set(named)].filter(
    (path) => !existsSync(join(root, path)) && !existsSync(join(import.meta.dirname, path)),
  );
  t.strictSame(missing, []);
  t.ok(named.length > 30, `${named.length} of them`);
  t.end();
});

t.test('each line of the table says who, what keeps them from it, and by which test that is shown', (t) => {
  const lines = page.split('\n').filter((line) => /^\| \d /.test(line));
  for (const line of lines) {
    const [, threat = '', who = '', kept = '', shown = ''] = line.split('|').map((cell) => cell.trim());
    t.match(threat, /^\d [STRIDE](, [STRIDE])*$/, line.slice(0, 40));
    t.ok(who.length > 10 && kept.length > 10, 'who, and what keeps them');
    t.match(shown, /\.test\.ts`/, 'a test');
  }
  const crossed = new Set(lines.map((line) => line[2]));
  t.strictSame([...crossed].sort(), ['1', '2', '3', '4', '5', '6', '7', '8'], 'each line of the picture');
  t.end();
});
