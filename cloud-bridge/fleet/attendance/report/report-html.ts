// The monthly report as one page for the printer: A4, Thai, years of the Buddhist era, nothing fetched from anywhere.
import type { Calendar } from '../calendar.ts';
import type { DayRow, Moment } from '../days/day-row.ts';
import type { LieuBalance } from '../lieu/ledger.ts';
import { bahtText, durationText, presenceText } from './durations.ts';
import { html, type Markup } from './html.ts';
import type { MonthReports } from './month-reports.ts';
import type { PersonReport } from './person-report.ts';
import { eraYear, remarkWords, STATUS_WORDS, type ThaiWords } from './thai-words.ts';

const STYLE = `@page{size:A4 landscape;margin:12mm}
body{font:10pt "Sarabun","TH Sarabun New","Noto Sans Thai",sans-serif;margin:0 auto;max-width:273mm;color:#000}
section{break-after:page}section:last-of-type{break-after:auto}
h1{font-size:13pt;margin:4mm 0 1mm}p{margin:1mm 0}
table{border-collapse:collapse;width:100%}th,td{border:.3pt solid #555;padding:.4mm 1.2mm;text-align:left;vertical-align:top}
thead{display:table-header-group}tr{break-inside:avoid}th{background:#eee}
td.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap}tr.free td{color:#555}tr.fault td{background:#f4f4f4;font-weight:600}
small{font-weight:400}footer{margin-top:3mm;font-size:8.5pt}`;

export interface HtmlTerms {
  readonly words: ThaiWords;
  readonly calendar: Calendar;
  readonly nowMs: number;
}

export const htmlHead = ({ month }: Pick<MonthReports, 'month'>, { words }: HtmlTerms): string =>
  `${
    html`<!DOCTYPE html>
<html lang="th"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>รายงานการมาปฏิบัติงาน ${words.month(month)}</title>
<style>`.text
  }${STYLE}</style></head><body>\n`;

export const htmlFoot = (): string => '</body></html>\n';

const HEADS = [
  'วันที่',
  'เวลาเข้า',
  'เวลาออก',
  'จุดลงเวลา',
  'สาย',
  'ออกก่อน',
  'เวลาทำงาน',
  'ล่วงเวลา (ชม.)',
  'สถานะ',
  'หมายเหตุ',
];

export function htmlReport(report: PersonReport, terms: HtmlTerms & Pick<MonthReports, 'incomplete'>): string {
  const { person, month, days } = report;
  const { words } = terms;
  const name = `${person.title}${person.nameTh || person.nameEn}`;
  return html`<section><h1>รายงานการมาปฏิบัติงาน ประจำเดือน ${words.month(month)}</h1>
<p><b>${name}</b> รหัส ${person.code} หน่วยงาน ${person.unit || '–'}</p>
<table><thead><tr>${HEADS.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${days.map((day) => dayLine(day, terms))}</tbody>
</table>${summary(report, words)}${footer(report, terms)}</section>
`.text;
}

const FREE: readonly DayRow['status'][] = ['rest', 'holiday', 'leave', 'lieu', 'exempt', 'not-yet', 'not-employed'];

function dayLine(day: DayRow, { words, calendar }: HtmlTerms): Markup {
  const isFault = day.counted > 0 || day.status === 'absent';
  const kind = isFault ? 'fault' : FREE.includes(day.status) ? 'free' : 'day';
  const hours = day.overtime.reduce((sum, one) => sum + one.hours, 0);
  const places = [...new Set([day.in?.terminal, day.out?.terminal].filter((place) => typeof place === 'string'))];
  const pairs = day.pairs.length > 1 ? day.pairs.map((pair) => pairLine(pair, { words, calendar })) : [];
  return html`<tr class="${kind}"><td class="t">${words.day(day.date)}</td>
<td class="t">${momentCell(day.in, day, { words, calendar })}</td><td class="t">${momentCell(day.out, day, { words, calendar })}${pairs}</td>
<td>${places.join(', ')}</td><td class="n">${words.digits(durationText(day.lateMs))}</td><td class="n">${words.digits(durationText(day.earlyMs))}</td>
<td class="n">${words.digits(presenceText(day.workedMs))}</td><td class="n">${words.digits(hours === 0 ? '' : `${hours}`)}</td>
<td>${STATUS_WORDS[day.status]}</td><td>${remarkWords(day, words)}${attemptLines(day, { words, calendar })}</td></tr>
`;
}

type Shown = Pick<HtmlTerms, 'words' | 'calendar'>;

/** The raw entry stays beside what was corrected; a time of the next day says so. */
function momentCell(moment: Moment | null, { date }: DayRow, { words, calendar }: Shown): Markup {
  if (!moment) return html`–`;
  const next = calendar.dateOf(moment.atMs) > date ? ' (วันถัดไป)' : '';
  const shown = words.digits(`${calendar.timeOf(moment.atMs)}${next}`);
  if (moment.rawAtMs === undefined) return html`${shown}`;
  const raw = moment.rawAtMs === null ? 'ไม่มี' : words.digits(calendar.timeOf(moment.rawAtMs));
  return html`${shown}* <small>(เดิม ${raw})</small>`;
}

const pairLine = ({ inMs, outMs }: DayRow['pairs'][number], { words, calendar }: Shown): Markup =>
  html`<br><small>${words.digits(`${calendar.timeOf(inMs)}–${calendar.timeOf(outMs)}`)}</small>`;

function attemptLines({ attempts }: DayRow, { words, calendar }: Shown): Markup {
  if (attempts.length === 0) return html``;
  const times = attempts.map(({ atMs, terminal }) => `${words.digits(calendar.timeOf(atMs))} ${terminal}`);
  return html` <small>(${times.join(', ')})</small>`;
}

function summary({ totals, lieu, fiscalYear }: PersonReport, words: ThaiWords): Markup {
  const figures: readonly (readonly [string, string])[] = [
    ['วันที่ต้องปฏิบัติงาน', `${totals.dueDays}`],
    ['มาปฏิบัติงาน', `${totals.workedDays}`],
    ['สาย', `${totals.lateDays} วัน ${durationText(totals.lateMs)}`],
    ['ออกก่อน', `${totals.earlyDays} วัน ${durationText(totals.earlyMs)}`],
    ['ไม่ลงเวลาเข้า/ออก', `${totals.missingIn}/${totals.missingOut}`],
    ['ไม่มา', `${totals.absentDays}`],
    ['ลา', `${totals.leaveDays}`],
    ...(lieu ? [lieuFigure(lieu, totals.lieuDays, words)] : []),
    ['เวลาทำงานรวม', presenceText(totals.workedMs)],
    ['ล่วงเวลาอนุมัติ', `${totals.overtimeHours} ชม. ${bahtText(totals.overtimeBaht)} บาท`],
    ['ล่วงเวลายังไม่อนุมัติ', `${totals.unapprovedHours} ชม.`],
    [`นับเป็นการมาสาย ปีงบประมาณ ${eraYear(fiscalYear.year)}`, `${fiscalYear.counted} ครั้ง (เกณฑ์ไม่เกิน ${fiscalYear.most})`],
  ];
  const shown = figures.map(([name, value]) => html`<b>${words.digits(name)}</b> ${words.digits(value)} · `);
  return html`<p>${shown}${fiscalYear.isOver ? html`<b>เกินกำหนด</b>` : html``}</p>`;
}

function lieuFigure(lieu: LieuBalance, days: number, words: ThaiWords): readonly [string, string] {
  const { leftHours, lapsedHours, uncoveredHours, next } = lieu;
  const until = next ? ` (${next.hours} ชม. ใช้ได้ถึง ${words.day(next.usableUntil)})` : '';
  const lapsed = lapsedHours > 0 ? ` หมดสิทธิ์ ${lapsedHours} ชม.` : '';
  const uncovered = uncoveredHours > 0 ? ` ใช้เกินสิทธิ์ ${uncoveredHours} ชม.` : '';
  return ['หยุดชดเชยล่วงเวลา', `${days} วัน เหลือ ${leftHours} ชม.${until}${lapsed}${uncovered}`];
}

function footer(
  { rules }: PersonReport,
  { words, calendar, nowMs, incomplete }: HtmlTerms & Pick<MonthReports, 'incomplete'>,
): Markup {
  const named = rules.map(({ id, version }) => `${id} ฉบับที่ ${version}`).join(', ');
  const today = calendar.dateOf(nowMs);
  const late = incomplete.map(({ terminal, missing }) => `${terminal} (${missing})`).join(', ');
  const warning = late === '' ? html`` : html`<br><b>ข้อมูลยังไม่ครบจากเครื่อง:</b> ${late}`;
  return html`<footer>เกณฑ์ ${named} · คำนวณจากรายการดิบ ณ ${words.day(today)} ${words.digits(calendar.timeOf(nowMs))} · * แก้ไขโดยอนุมัติ${warning}</footer>`;
}
