// The table of outcomes as a page for people: written from the table, so that the two cannot differ.
import { OUTCOMES, type Outcome, type VisitKind } from './outcomes.ts';

const HEADINGS: Readonly<Record<VisitKind, string>> = {
  clock: 'A clock visit',
  enrol: 'An enrolment visit',
  prove: 'A prove visit',
  request: 'A request about one’s own data',
  either: 'Any visit',
};

const yes = (is: boolean): string => (is ? 'yes' : 'no');

const row = (code: string, o: Outcome): string =>
  `| \`${code}\` | ${yes(o.accepted)} | ${o.light} | ${yes(o.counts)} | ${o.th}<br>${o.doTh} | ${o.en}<br>${o.doEn} |`;

function section(visit: VisitKind, entries: readonly (readonly [string, Outcome])[]): string {
  const rows = entries.filter(([, outcome]) => outcome.visit === visit).map(([code, outcome]) => row(code, outcome));
  return [
    `## ${HEADINGS[visit]}`,
    '',
    '| code | accepted | light | counts as a failed attempt | Thai | English |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

export function renderOutcomesPage(table: Readonly<Record<string, Outcome>> = OUTCOMES): string {
  const entries = Object.entries(table);
  const intro = [
    '# How a visit ends',
    '',
    'Written from `outcomes.ts` by `outcomes-page.ts`; a test fails where the two differ, and writes this page anew when it',
    'runs with `RIDGED_WRITE_PAGES=1`. First what happened, then what to do. `{name}`, `{time}` and `{wait}` are filled in;',
    'a part in [ ] is left out where its value is not known.',
  ].join('\n');
  const sections = (['clock', 'either', 'enrol', 'prove', 'request'] as const).map((visit) => section(visit, entries));
  return `${[intro, ...sections].join('\n\n')}\n`;
}
