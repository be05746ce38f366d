// What a terminal says that is not believed, not whole, or of another.
import type { IncidentKind } from '../../../fleet-store.ts';
import type { TerminalLook } from '../../look/fleet-look.ts';
import { type Figures, terminalRule, when } from '../alert-rule.ts';
import { whole } from './figures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Incidents of these kinds within the last hours: each once, however often it came. */
function lately(
  { incidents }: TerminalLook,
  kinds: readonly IncidentKind[],
  { hours, atMs }: { readonly hours: number; readonly atMs: number },
): Figures | undefined {
  const found = incidents.filter((one) => kinds.includes(one.kind) && one.atMs > atMs - hours * HOUR_MS);
  return when(found.length > 0, () => ({ incidents: found.length, hours }));
}

export const TRUST_RULES = {
  'messages-refused': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { hours: 1 },
    see: (terminal, { hours }, atMs) =>
      lately(terminal, ['batch-refused', 'status-refused', 'health-refused'], { hours, atMs }),
    th: 'ข้อความในชื่อเครื่อง {terminal} ถูกปฏิเสธ ({incidents} แบบใน {hours} ชั่วโมง)',
    en: 'Messages in the name of {terminal} were refused ({incidents} kinds within {hours} hours).',
    doTh: 'ตรวจรุ่นซอฟต์แวร์ของเครื่อง และใครส่งข้อความในหัวข้อนี้ได้',
    doEn: 'Check its version, and who else may publish on its topics.',
  }),
  'key-refused': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: {},
    see: ({ row: { refusedKey } }) => when(refusedKey !== null, () => ({ batches: refusedKey?.batches ?? 0 })),
    th: 'มีผู้ส่งรายการในชื่อเครื่อง {terminal} ด้วยกุญแจอื่น {batches} ชุด และถูกปฏิเสธ',
    en: '{batches} batches in the name of {terminal} came under another key and were refused.',
    doTh: 'ดู ridgectl journal gaps ถ้าเปลี่ยนเครื่องจริงให้ใช้ ridgectl terminals trust',
    doEn: 'See ridgectl journal gaps; where it was replaced, ridgectl terminals trust.',
  }),
  'journal-replaced': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: {},
    see: ({ journals: { replacedMs } }, _, atMs) =>
      when(replacedMs !== null, () => ({ hours: whole(Math.max(0, atMs - (replacedMs ?? atMs)), HOUR_MS) })),
    th: 'เครื่อง {terminal} เริ่มสมุดรายการใหม่แทนเล่มเดิมเมื่อ {hours} ชั่วโมงก่อน',
    en: '{terminal} began a journal in place of another {hours} hours ago.',
    doTh: 'ถ้าล้างหรือเปลี่ยนเครื่องโดยตั้งใจ ให้ใช้ ridgectl journal accept',
    doEn: 'Where it was wiped or replaced on purpose, ridgectl journal accept.',
  }),
  'journal-unsound': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: { hours: 24 },
    see: (terminal, { hours }, atMs) =>
      lately(terminal, ['entry-altered', 'chain-broken', 'tampering', 'entries-lost'], { hours, atMs }),
    th: 'สมุดรายการของเครื่อง {terminal} มี {incidents} จุดที่ถูกแก้ ขาดตอน หรือสูญหาย ใน {hours} ชั่วโมง',
    en: 'The journal of {terminal} has {incidents} places altered, broken or lost, found within {hours} hours.',
    doTh: 'เก็บเครื่องไว้ตรวจ และดู ridgectl journal gaps',
    doEn: 'Keep the terminal for examination; see ridgectl journal gaps.',
  }),
} as const;
