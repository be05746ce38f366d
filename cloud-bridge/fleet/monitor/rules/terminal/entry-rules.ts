// Whether a terminal is heard, and how much of its journal is still out.
import { oldestOutMs, stillOut, type TerminalLook, unacknowledged } from '../../look/fleet-look.ts';
import { terminalRule, when } from '../alert-rule.ts';
import { monthEndedMs, thaiDay } from '../thai-days.ts';
import { percent, whole } from './figures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What a terminal keeps until it is acknowledged, where it does not say. */
const BUFFER_ENTRIES = 200_000;

const FULLNESS = {
  holdMinutes: 0,
  th: 'หน่วยความจำรอส่งของเครื่อง {terminal} เต็ม {percent} % ({entries} รายการ)',
  en: 'The buffer of {terminal} is {percent} % full ({entries} entries wait).',
  doTh: 'ตรวจเครือข่ายและโบรกเกอร์ ถ้าใกล้เต็มให้นำรายการออกจากเครื่องด้วยแฟลชไดรฟ์ (ridged journal carry)',
  doEn: 'Check network and broker; where it stays away, carry its entries here by a USB stick (ridged journal carry).',
};

function fuller({ row }: TerminalLook, limits: { readonly capacityEntries: number; readonly fullShare: number }) {
  const entries = unacknowledged(row);
  const share = entries / Math.max(1, row.health?.queue.capacity ?? limits.capacityEntries);
  return when(share >= limits.fullShare, () => ({ entries, percent: percent(share) }));
}

export const ENTRY_RULES = {
  'terminal-silent': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: { silentMinutes: 10 },
    see: ({ row }, { silentMinutes }, atMs) =>
      when(atMs - row.lastSeenMs > silentMinutes * MINUTE_MS, () => ({
        minutes: whole(atMs - row.lastSeenMs, MINUTE_MS),
      })),
    th: 'เครื่อง {terminal} เงียบมา {minutes} นาที',
    en: '{terminal} has been silent for {minutes} minutes.',
    doTh: 'ตรวจไฟและเครือข่ายที่เครื่อง รายการที่ยังไม่ส่งถูกเก็บไว้ในเครื่อง',
    doEn: 'Check power and network at the terminal; what it has not sent is kept there.',
  }),
  'buffer-half-full': terminalRule({
    ...{ ...FULLNESS, severity: 'info', limits: { capacityEntries: BUFFER_ENTRIES, fullShare: 0.5 }, see: fuller },
  }),
  'buffer-filling': terminalRule({
    ...{ ...FULLNESS, severity: 'warning', limits: { capacityEntries: BUFFER_ENTRIES, fullShare: 0.8 }, see: fuller },
  }),
  'buffer-nearly-full': terminalRule({
    ...{ ...FULLNESS, severity: 'critical', limits: { capacityEntries: BUFFER_ENTRIES, fullShare: 0.95 }, see: fuller },
  }),
  'entries-old': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { oldestHours: 4 },
    see: ({ row }, { oldestHours }, atMs) => {
      const age = oldestOutMs(row, atMs);
      return when(age !== null && age > oldestHours * HOUR_MS, () => ({ hours: whole(age ?? 0, HOUR_MS) }));
    },
    th: 'รายการที่เก่าที่สุดซึ่งเครื่อง {terminal} ยังไม่ส่งมีอายุ {hours} ชั่วโมง',
    en: 'The oldest entry that {terminal} has not sent is {hours} hours old.',
    doTh: 'ตรวจเครือข่ายของเครื่องและ ridgectl ingest',
    doEn: 'Check the network of the terminal and that ridgectl ingest runs.',
  }),
  'payroll-at-risk': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: { deadlineDay: 10 },
    see: ({ row, journals }, { deadlineDay }, atMs) => {
      const age = oldestOutMs(row, atMs);
      const isOld = age === null ? journals.missing > 0 : atMs - age < monthEndedMs(atMs);
      const daysLeft = deadlineDay - thaiDay(atMs);
      return when(isOld && daysLeft >= 0, () => ({ entries: stillOut(row), daysLeft }));
    },
    th: 'เครื่อง {terminal} ยังส่งรายการของเดือนก่อนไม่ครบ ค้าง {entries} รายการ เหลือ {daysLeft} วันก่อนปิดบัญชีเงินเดือน',
    en: '{terminal} still holds entries of last month ({entries} are out); {daysLeft} days are left until payroll closes.',
    doTh: 'นำเครื่องกลับเข้าเครือข่าย หรือนำรายการออกจากเครื่องด้วย ridged journal carry ก่อนออกรายงานเดือน',
    doEn: 'Bring it back on line, or carry its journal here (ridged journal carry), before the month is reported.',
  }),
  'entries-missing': terminalRule({
    severity: 'warning',
    holdMinutes: 30,
    limits: { missingEntries: 1 },
    see: ({ journals }, { missingEntries }) =>
      when(journals.missing >= Math.max(1, missingEntries), () => ({ entries: journals.missing })),
    th: 'สมุดรายการของเครื่อง {terminal} ขาดไป {entries} รายการ และขอซ้ำแล้ว',
    en: '{entries} entries of {terminal} are missing between others and are being asked for.',
    doTh: 'ดูช่วงที่ขาดด้วย ridgectl journal gaps',
    doEn: 'See which with ridgectl journal gaps.',
  }),
} as const;
