// What the pages say of the repository is so: links lead somewhere, the picture is of these rooms, each requirement has its row.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { drawRooms } from './fixtures/rooms.ts';
import { root } from './fixtures/sources.ts';

const ELSEWHERE = ['node_modules', 'dist', 'build', 'screens', '.git', '.tap'];
const pages = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !ELSEWHERE.includes(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((path) => join(entry.name, path))
      : [entry.name],
  )
  .filter((path) => path.endsWith('.md'));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** As GitHub names a heading: small letters, blanks as hyphens, what is neither letter, digit, hyphen nor underscore left out. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\]\([^)]*\)/g, ']')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** What is wrong with a link of that page, or nothing; of a link to elsewhere nobody can tell. */
function wrongWith(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return `${page}: ${link} leads nowhere`;
  return anchor && !anchorsOf(target).includes(anchor) ? `${page}: ${link} is no heading there` : undefined;
}

t.test('every link of every page leads to a file, and to a heading that it has', (t) => {
  t.ok(pages.length > 40, `${pages.length} pages`);
  const wrong = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => wrongWith(page, link)),
  );
  t.strictSame(wrong.filter(Boolean), []);
  t.end();
});

t.test('the picture of the rooms is what the sources import', (t) => {
  const [before = '', , after = ''] = read('README.md').split(/<!-- \/?rooms -->/);
  const drawn = `${before}<!-- rooms -->\n\`\`\`text\n${drawRooms()}\n\`\`\`\n<!-- /rooms -->${after}`;
  const { RIDGED_WRITE_PAGES } = process.env;
  if (RIDGED_WRITE_PAGES === '1') writeFileSync(join(root, 'README.md'), drawn);
  t.equal(read('README.md'), drawn);
  t.end();
});

t.test('make help tells what every target is for', (t) => {
  const [, phony = ''] = /^\.PHONY: (.*)$/m.exec(read('Makefile')) ?? [];
  const help = execFileSync('make', ['--no-print-directory', 'help'], { cwd: root, encoding: 'utf8' });
  for (const target of phony.split(' ')) t.match(help, new RegExp(`^  make ${target} +\\S+ \\S+`, 'm'));
  t.end();
});

/** `D-010..012` is three numbers. */
function numbersOf(range: string): readonly string[] {
  const [first = '', last] = range.split('..');
  const digits = /\d+$/.exec(first)?.[0] ?? '';
  const count = Number(last ?? digits) - Number(digits) + 1;
  const prefix = first.slice(0, first.length - digits.length);
  return Array.from({ length: count }, (_, at) => prefix + String(Number(digits) + at).padStart(digits.length, '0'));
}

const STATES = ['met', 'part', 'not', 'refused', 'theirs'];
const DIGESTS = join(root, '..', 'shared', 'requirements');
const requirements = read('REQUIREMENTS.md');
const rows = requirements
  .split('\n')
  .filter((line) => /^\| (?:[A-Z]+-)?[A-Z]?\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

function wrongWithRow([, number, , state = '', where, shown = '', beside]: readonly string[]): readonly string[] {
  const gone = [...`${where} ${shown}`.matchAll(/`([^`]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !existsSync(join(root, path)));
  return [
    ...gone.map((path) => `${number}: ${path} is not there`),
    ...(STATES.includes(state) ? [] : [`${number}: ${state} is no state`]),
    ...((state === 'met' ? shown.includes('.test.ts`') : beside) ? [] : [`${number} says not by what, or why not`]),
  ];
}

t.test('each requirement has one row, whose folders and tests are there', (t) => {
  const [, list = ''] = /^```text\n([\s\S]*?)^```/m.exec(requirements) ?? [];
  t.strictSame(
    rows.map(([, number]) => number),
    list.trim().split(/\s+/).flatMap(numbersOf),
  );
  t.strictSame(rows.flatMap(wrongWithRow), []);
  for (const state of STATES) {
    const count = rows.filter((row) => row[3] === state).length;
    t.match(requirements, new RegExp(`^\\| ${state} \\| ${count} \\|`, 'm'), 'counted at its head');
  }
  t.end();
});

t.test('these are all the numbers of the digests', { skip: !existsSync(DIGESTS) && 'they are not here' }, (t) => {
  const texts = readdirSync(DIGESTS).map((name) => readFileSync(join(DIGESTS, name), 'utf8'));
  const asked = texts.flatMap((text) => text.match(/\b(?:REQ-\d{2}|D-\d{3}|[BFGRWX]\d{2})\b/g) ?? []);
  t.strictSame([...new Set(asked)].sort(), rows.map(([, number = '']) => number).sort());
  t.end();
});
