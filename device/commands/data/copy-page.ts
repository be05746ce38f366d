// The copy as a page to be read and printed, in both languages: no script, nothing from elsewhere.
import type { Text } from '../../../protocol/index.ts';
import type { HeldOf } from './held-of.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const both = ({ th, en }: Text): string =>
  th === en ? escaped(th) : `${escaped(th)} <span lang="en">${escaped(en)}</span>`;

const SECTIONS = {
  person: { th: 'ข้อมูลของท่าน', en: 'Your record' },
  photo: { th: 'ภาพถ่ายสำหรับแสดงผล', en: 'Your photo for display' },
  templates: {
    th: 'แม่แบบลายนิ้วมือและใบหน้า (แจ้งว่ามี แต่ไม่มอบให้ เพราะสร้างลายนิ้วมือกลับได้)',
    en: 'Templates of your fingers and face: named and not given out, since a print could be drawn from them',
  },
  pictures: {
    th: 'ภาพขณะลงเวลา (อาจมีผู้อื่นอยู่ในภาพ ขอดูได้ที่เจ้าหน้าที่)',
    en: 'Pictures of your visits: others may be in them, ask to be shown one',
  },
  failures: { th: 'การลองที่ไม่สำเร็จ', en: 'Attempts that failed' },
  orders: { th: 'คำสั่งที่เกี่ยวกับท่าน', en: 'Orders about you' },
  alike: { th: 'ลายนิ้วมือที่คล้ายกับของผู้อื่น', en: 'Fingers like somebody else’s' },
  entries: { th: 'บันทึกเหตุการณ์', en: 'The journal' },
  sealedAway: {
    th: 'แฟ้มเสียที่แยกเก็บไว้ เปิดดูไม่ได้ และจะถูกลบตามกำหนด',
    en: 'Damaged files that cannot be looked into, and go by themselves',
  },
} as const satisfies Readonly<Record<string, Text>>;

const TITLE: Text = { th: 'สำเนาข้อมูลส่วนบุคคลของท่าน', en: 'A copy of your personal data' };
const NOTHING: Text = { th: 'ไม่มี', en: 'None' };
const MASKED: Text = {
  th: '*** คือข้อมูลของผู้อื่นที่ปกปิดไว้',
  en: '*** stands for what is somebody else’s',
};

const STYLE =
  'body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}span[lang=en]{color:#555}img{max-height:16em}';

export function copyPage(held: HeldOf): string {
  const { person, photo, templates, pictures, failures, orders, alike, entries, sealedAway, terminal, atMs } = held;
  const parts: readonly (readonly [keyof typeof SECTIONS, string])[] = [
    ['person', rowsOf(person)],
    ['photo', photo ? `<img alt="" src="data:image/jpeg;base64,${escaped(photo.jpegBase64)}">` : nothing],
    ['templates', listOf(templates)],
    ['pictures', listOf(pictures.map(({ seq, takenMs }) => ({ seq, taken: timeOf(takenMs) })))],
    ['failures', failures ? rowsOf(failures) : nothing],
    ['orders', listOf(orders)],
    ['alike', listOf(alike)],
    ['entries', entriesOf(entries)],
    ['sealedAway', listOf(sealedAway.map((file) => ({ file })))],
  ];
  const sections = parts.map(([name, content]) => `<h2>${both(SECTIONS[name])}</h2>\n${content}`).join('\n');
  return `<!doctype html>
<html lang="th"><head><meta charset="utf-8"><title>${escaped(TITLE.th)}</title><style>${STYLE}</style></head>
<body><h1>${both(TITLE)}</h1>
<p>${escaped(terminal)}, ${timeOf(atMs)}. ${both(MASKED)}</p>
${sections}
</body></html>
`;
}

const nothing = `<p>${both(NOTHING)}</p>`;
const timeOf = (utcMs: number): string => new Date(utcMs).toISOString();

const rowsOf = (record: object): string =>
  `<table>${Object.entries(record)
    .map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(written(value))}</td></tr>`)
    .join('')}</table>`;

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const listOf = (records: readonly object[]): string =>
  records.length === 0 ? nothing : records.map(rowsOf).join('\n');

function entriesOf(entries: HeldOf['entries']): string {
  if (entries.length === 0) return nothing;
  const rows = entries.map(
    ({ seq, utcMs, what, says }) =>
      `<tr><td>${seq}</td><td>${timeOf(utcMs)}</td><td>${both(what)}</td><td>${both(says)}</td></tr>`,
  );
  return `<table>${rows.join('\n')}</table>`;
}
