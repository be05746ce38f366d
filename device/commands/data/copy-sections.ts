// What a terminal keeps of somebody, as the sections of the page that they are given.
import type { CopySection, Text } from '../../../protocol/index.ts';
import type { HeldOf } from './held-of.ts';

const TITLES = {
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

const timeOf = (utcMs: number): string => new Date(utcMs).toISOString();
const section = (name: keyof typeof TITLES, records: readonly object[], jpegBase64?: string): CopySection => ({
  ...{ title: TITLES[name], records: records.map((record) => ({ ...record })), jpegBase64 },
});

export const copySections = (held: HeldOf): readonly CopySection[] => [
  section('person', [held.person]),
  section('photo', [], held.photo?.jpegBase64),
  section('templates', held.templates),
  section(
    'pictures',
    held.pictures.map(({ seq, takenMs }) => ({ seq, taken: timeOf(takenMs) })),
  ),
  section('failures', held.failures ? [held.failures] : []),
  section('orders', held.orders),
  section('alike', held.alike),
  section(
    'entries',
    held.entries.map(({ seq, utcMs, what, says }) => ({ seq, time: timeOf(utcMs), what, says })),
  ),
  section(
    'sealedAway',
    held.sealedAway.map((file) => ({ file })),
  ),
];
