// A copy of somebody's data as a page to be read and printed, in both languages: no script, nothing from elsewhere.
import type { Text } from '../prove/words.ts';

export interface CopySection {
  readonly title: Text;
  /** One under the other; a string may be in both languages. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** A picture instead: JPEG, base64. */
  readonly jpegBase64?: string | undefined;
}

export interface Copy {
  /** Whose copy it is: a terminal, or the fleet. */
  readonly from: string;
  /** UTC. */
  readonly atMs: number;
  readonly sections: readonly CopySection[];
}

const TITLE: Text = { th: 'สำเนาข้อมูลส่วนบุคคลของท่าน', en: 'A copy of your personal data' };
const NOTHING: Text = { th: 'ไม่มี', en: 'None' };
const MASKED: Text = { th: '*** คือข้อมูลของผู้อื่นที่ปกปิดไว้', en: '*** stands for what is somebody else’s' };

const STYLE =
  'body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%;margin:0 0 1em}td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}span[lang=en]{color:#555}img{max-height:16em}';

export const copyPage = ({ from, atMs, sections }: Copy): string => `<!doctype html>
<html lang="th"><head><meta charset="utf-8"><title>${escaped(TITLE.th)}</title><style>${STYLE}</style></head>
<body><h1>${both(TITLE)}</h1>
<p>${escaped(from)}, ${new Date(atMs).toISOString()}. ${both(MASKED)}</p>
${sections.map(sectionOf).join('\n')}
</body></html>
`;

function sectionOf({ title, records, jpegBase64 }: CopySection): string {
  const picture = jpegBase64 === undefined ? '' : `<img alt="" src="data:image/jpeg;base64,${escaped(jpegBase64)}">`;
  const tables = records.map(tableOf).join('\n');
  return `<h2>${both(title)}</h2>\n${picture || tables || `<p>${both(NOTHING)}</p>`}`;
}

const tableOf = (record: object): string => {
  const rows = Object.entries(record).map(
    ([name, value]) => `<tr><th>${escaped(name)}</th><td>${cellOf(value)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
};

function cellOf(value: unknown): string {
  if (isText(value)) return both(value);
  return escaped(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'th' in value && 'en' in value;

const both = ({ th, en }: Text): string =>
  th === en ? escaped(th) : `${escaped(th)} <span lang="en">${escaped(en)}</span>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
