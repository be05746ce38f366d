// The report as pages for the printer: A4, Thai, years of the Buddhist era, nothing fetched from anywhere.
import type { Calendar } from '../../attendance/calendar.ts';
import { html, type Markup } from '../../attendance/report/html.ts';
import type { ThaiWords } from '../../attendance/report/thai-words.ts';
import type { BiometricsReport, PeriodReport } from './biometrics-report.ts';
import { type FigureRow, rowsOfPeriod, type Topic } from './figure-rows.ts';
import { countedText, intervalText, percentText, valueText } from './figure-text.ts';
import { DEFINITION_WORDS, FIGURE_WORDS, ofWords, TOPIC_WORDS, VERDICT_WORDS } from './figure-words.ts';

const STYLE = `@page{size:A4;margin:14mm}
body{font:10pt "Sarabun","TH Sarabun New","Noto Sans Thai",sans-serif;margin:0 auto;max-width:182mm;color:#000}
section{break-after:page}section:last-of-type{break-after:auto}
h1{font-size:13pt;margin:4mm 0 1mm}h2{font-size:11pt;margin:4mm 0 1mm}p{margin:1mm 0}
table{border-collapse:collapse;width:100%}th,td{border:.3pt solid #555;padding:.4mm 1.2mm;text-align:left;vertical-align:top}
thead{display:table-header-group}tr{break-inside:avoid}th{background:#eee}td.n{text-align:right;white-space:nowrap}
footer{margin-top:3mm;font-size:8.5pt}`;

export interface FigureTerms extends Pick<BiometricsReport, 'incomplete'> {
  readonly words: ThaiWords;
  readonly calendar: Calendar;
  readonly provider: string;
  readonly nowMs: number;
}

export const figureHtmlHead = (): string =>
  `<!DOCTYPE html>
<html lang="th"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>แบบรายงานข้อมูลการใช้เทคโนโลยี Biometrics</title>
<style>${STYLE}</style></head><body>\n`;

export const figureHtmlFoot = (): string => '</body></html>\n';

const HEADS = ['รายการ', 'ข้อมูล', 'ค่า', 'นับจาก', 'ช่วงความเชื่อมั่น 95 %', 'เกณฑ์', 'ผล', 'หมายเหตุ'];
const TOPICS: readonly Topic[] = ['accuracy', 'availability', 'events', 'groups'];

export function figureHtml(period: PeriodReport, terms: FigureTerms): string {
  const { words, provider } = terms;
  const rows = rowsOfPeriod(period);
  const open = period.isOver ? html`` : html` <b>(ยังไม่สิ้นสุดรอบ)</b>`;
  return html`<section><h1>แบบรายงานข้อมูลการใช้เทคโนโลยี Biometrics</h1>
<p><b>ชื่อผู้ให้บริการ</b> ${provider || '–'} <b>สำหรับรอบสิ้นสุดวันที่</b> ${words.day(period.until)}${open}</p>
<p>ตั้งแต่ ${words.day(period.from)} · กำหนดส่ง ${words.day(period.due)}</p>
${TOPICS.map((topic) =>
  table(
    topic,
    rows.filter((row) => row.topic === topic),
    words,
  ),
)}${cases(period, terms)}${footer(terms)}</section>
`.text;
}

function table(topic: Topic, rows: readonly FigureRow[], words: ThaiWords): Markup {
  if (rows.length === 0) return html``;
  return html`<h2>${TOPIC_WORDS[topic]}</h2>
<table><thead><tr>${HEADS.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => line(row, words))}</tbody></table>
`;
}

const line = (row: FigureRow, { digits }: ThaiWords): Markup =>
  html`<tr><td>${ofWords(row)}</td><td>${FIGURE_WORDS[row.figure]}</td><td class="n">${digits(valueText(row))}</td>
<td class="n">${digits(countedText(row))}</td><td class="n">${digits(intervalText(row))}</td>
<td class="n">${row.limit === null ? '' : digits(`≤ ${percentText(row.limit)}`)}</td>
<td>${row.verdict === null ? '' : VERDICT_WORDS[row.verdict]}</td><td>${row.note}</td></tr>
`;

function cases({ cases: all }: PeriodReport, { words, calendar }: FigureTerms): Markup {
  const day = (ms: number): string => words.day(calendar.dateOf(ms));
  const lines = all.flatMap(({ kind, cases: ofKind }) =>
    ofKind.map(
      ({ number, terminal, atMs, note, closedMs, remedy }) =>
        html`<li>#${number} ${ofWords({ topic: 'events', of: kind })} ${terminal} ${day(atMs)}: ${note || '–'}
· ${closedMs === null ? 'ยังไม่ปิด' : `ปิด ${day(closedMs)}`}${remedy === '' ? '' : `: ${remedy}`}</li>`,
    ),
  );
  return lines.length === 0 ? html`` : html`<ol>${lines}</ol>`;
}

function footer({ words, calendar, nowMs, incomplete }: FigureTerms): Markup {
  const late = incomplete.map(({ terminal, missing }) => `${terminal} (${missing})`).join(', ');
  const warning = late === '' ? html`` : html`<p><b>ข้อมูลยังไม่ครบจากเครื่อง:</b> ${late}</p>`;
  return html`<footer>${DEFINITION_WORDS.map((text) => html`<p>${words.digits(text)}</p>`)}${warning}
<p>คำนวณจากรายการดิบ ณ ${words.day(calendar.dateOf(nowMs))} ${words.digits(calendar.timeOf(nowMs))}</p></footer>`;
}
