// The board and the alerts of a fleet for people: a table, and lines in both languages.
import { type AlertEvent, type BoardRow, faultWords } from '../monitor/index.ts';
import { plain } from './runner.ts';
import { tableOf, timeOf } from './table.ts';

const HEADS = [
  ...['TERMINAL', 'STATE', 'SINCE', 'STILL OUT', 'OLDEST SINCE', 'MISSING', 'LOST', 'PEOPLE', 'CLOCK', 'DEVICES'],
  'LAST HOUR',
];

export const boardTable = (board: readonly BoardRow[]): string =>
  board.length === 0 ? 'no terminal has been heard of yet\n' : tableOf(HEADS, board.map(rowOf));

const rowOf = ({ terminal, presence, out, journals, people, health, lastHour }: BoardRow) => [
  ...[terminal, presence.state, timeOf(presence.sinceMs), `${out.entries}`],
  out.sinceMs === null ? '-' : timeOf(out.sinceMs),
  ...[`${journals.missing}`, `${journals.lost}`, peopleOf(people), health?.clock.state ?? '-'],
  faultWords({ health }) ?? 'ok',
  `${lastHour.visits} visits, ${lastHour.refused} refused`,
];

const peopleOf = (people: BoardRow['people']): string => {
  if (people === null) return '-';
  const { wanted, pendingSinceMs } = people;
  return pendingSinceMs === null ? `${wanted} proven` : `${wanted} not proven since ${timeOf(pendingSinceMs)}`;
};

const WORDS = { firing: '', repeated: 'still: ', resolved: 'over: ' } as const;

/** What is the matter and what to do, in Thai and in English. */
export function eventLine({ kind, alert, atMs }: AlertEvent): string {
  const { severity, rule, th, en, doTh, doEn } = alert;
  const head = `${timeOf(atMs)}  ${severity.padEnd(8)}  ${rule}  ${WORDS[kind]}`;
  const words = kind === 'resolved' ? `${en} / ${th}` : `${en} ${doEn} / ${th} ${doTh}`;
  return `${plain(`${head}${words}`)}\n`;
}
