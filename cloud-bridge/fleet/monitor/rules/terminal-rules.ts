// What is watched at each terminal: the table of rules, with the limits that hold until a rule file sets others.
import type { IncidentKind } from '../../fleet-store.ts';
import { faultyDevices, oldestOutMs, stillOut, type TerminalLook, unacknowledged } from '../look/fleet-look.ts';
import { type Figures, terminalRule, when } from './alert-rule.ts';
import { monthEndedMs, thaiDay } from './thai-days.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What a terminal keeps until it is acknowledged, unless it is told otherwise. */
const BUFFER_ENTRIES = 200_000;

const whole = (value: number, unit: number): number => Math.floor(value / unit);
const percent = (share: number): number => Math.round(share * 100);

const FULLNESS = {
  holdMinutes: 0,
  th: 'หน่วยความจำรอส่งของเครื่อง {terminal} เต็ม {percent} % ({entries} รายการ)',
  en: 'The buffer of {terminal} is {percent} % full ({entries} entries wait).',
  doTh: 'ตรวจเครือข่ายและโบรกเกอร์ ถ้าเกิน 95 % ให้ส่งออกข้อมูลจากเครื่องด้วย ridged journal export',
  doEn: 'Check network and broker; above 95 % export the journal at the terminal (ridged journal export).',
};

function fuller({ row }: TerminalLook, limits: { readonly capacityEntries: number; readonly fullShare: number }) {
  const entries = unacknowledged(row);
  const share = entries / Math.max(1, limits.capacityEntries);
  return when(share >= limits.fullShare, () => ({ entries, percent: percent(share) }));
}

/** Incidents of these kinds within the last hours: each once, however often it came. */
function lately(
  { incidents }: TerminalLook,
  kinds: readonly IncidentKind[],
  { hours, atMs }: { readonly hours: number; readonly atMs: number },
): Figures | undefined {
  const found = incidents.filter((one) => kinds.includes(one.kind) && one.atMs > atMs - hours * HOUR_MS);
  return when(found.length > 0, () => ({ incidents: found.length, hours }));
}

export const TERMINAL_RULES = {
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
    doTh: 'นำเครื่องกลับเข้าเครือข่าย หรือส่งออกข้อมูลจากเครื่อง ก่อนออกรายงานเดือน',
    doEn: 'Bring it back on line, or export its journal, before the month is reported.',
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
  'clock-off': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: { offsetMs: 2000 },
    see: ({ row }, { offsetMs }) => {
      const off = row.health?.clock.offsetMs ?? 0;
      return when(Math.abs(off) > offsetMs, () => ({ offsetMs: Math.round(off) }));
    },
    th: 'นาฬิกาของเครื่อง {terminal} คลาดเคลื่อน {offsetMs} มิลลิวินาที',
    en: 'The clock of {terminal} is off by {offsetMs} ms.',
    doTh: 'ตรวจแหล่งเวลา (NTP) ของเครื่อง',
    doEn: 'Check the time source (NTP) of the terminal.',
  }),
  'clock-unsynced': terminalRule({
    severity: 'warning',
    holdMinutes: 15,
    limits: {},
    see: ({ row }) => {
      const state = row.health?.clock.state ?? 'synced';
      return when(state !== 'synced', () => ({ state }));
    },
    th: 'นาฬิกาของเครื่อง {terminal} ไม่ได้เทียบเวลา ({state})',
    en: 'The clock of {terminal} is not synchronised ({state}).',
    doTh: 'ตรวจแหล่งเวลา (NTP) และถ่านนาฬิกาของเครื่อง',
    doEn: 'Check the time source (NTP) and the battery of its clock.',
  }),
  'device-fault': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: {},
    see: ({ row }) => {
      const faulty = faultyDevices(row);
      return when(faulty.length > 0, () => ({ devices: faulty.join(', ') }));
    },
    th: 'อุปกรณ์ของเครื่อง {terminal} ไม่ทำงาน: {devices}',
    en: 'A device of {terminal} does not work: {devices}.',
    doTh: 'ตรวจสายและอุปกรณ์ แล้วเรียก ridged doctor ที่เครื่อง',
    doEn: 'Check cable and device, then run "ridged doctor" at the terminal.',
  }),
  'refusals-rising': terminalRule({
    severity: 'warning',
    holdMinutes: 10,
    limits: { smallestVisits: 20, smallestShare: 0.2, timesUsual: 3 },
    see: ({ seen: { lastHour, weekBefore } }, { smallestVisits, smallestShare, timesUsual }) => {
      // Neither three visits of now nor three of the week are a statistic.
      if (lastHour.visits < Math.max(1, smallestVisits) || weekBefore.visits < Math.max(1, smallestVisits))
        return undefined;
      const [share, usual] = [lastHour.refused / lastHour.visits, weekBefore.refused / weekBefore.visits];
      // As whole numbers: 0.3 would be less than three times 0.1.
      const isMore = lastHour.refused * weekBefore.visits >= timesUsual * weekBefore.refused * lastHour.visits;
      return when(share >= smallestShare && isMore, () => ({
        ...{ percent: percent(share), usualPercent: percent(usual), visits: lastHour.visits },
      }));
    },
    th: 'เครื่อง {terminal} ปฏิเสธ {percent} % จาก {visits} ครั้งในชั่วโมงที่ผ่านมา ปกติ {usualPercent} %',
    en: '{terminal} refused {percent} % of {visits} visits of the last hour; {usualPercent} % is usual there.',
    doTh: 'เช็ดหัวอ่าน ดูภาพและเหตุผลที่ปฏิเสธ ถ้ายังสูงให้เรียก ridged doctor',
    doEn: 'Clean the sensor, look at the reasons; if it lasts run "ridged doctor".',
  }),
  'capture-failing': terminalRule({
    severity: 'warning',
    holdMinutes: 10,
    limits: { failureShare: 0.1 },
    see: ({ row }, { failureShare }) => {
      const share = row.health?.rates.failureToAcquire ?? 0;
      return when(share > failureShare, () => ({ percent: percent(share) }));
    },
    th: 'เครื่อง {terminal} เก็บภาพไม่สำเร็จ {percent} %',
    en: '{terminal} fails to acquire {percent} % of its captures.',
    doTh: 'เช็ดหัวอ่านหรือเลนส์ และดูแสงที่จุดติดตั้ง',
    doEn: 'Clean sensor or lens, and look at the light where it stands.',
  }),
  'attacks-refused': terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: { perHour: 5 },
    see: ({ seen: { lastHour } }, { perHour }) =>
      when(lastHour.attacks > perHour, () => ({ attacks: lastHour.attacks })),
    th: 'เครื่อง {terminal} สงสัยการปลอมแปลงชีวมิติ {attacks} ครั้งในหนึ่งชั่วโมง',
    en: '{terminal} suspected {attacks} presentation attacks within an hour.',
    doTh: 'ให้เจ้าหน้าที่ไปดูที่เครื่อง และตรวจภาพประกอบในสมุดรายการ',
    doEn: 'Send somebody to the terminal, and look at the pictures of these visits.',
  }),
  tampered: terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: {},
    see: ({ seen: { lastDay } }) => when(lastDay.tampered > 0, () => ({ times: lastDay.tampered })),
    th: 'เครื่อง {terminal} แจ้งว่าถูกงัดแงะ {times} ครั้งในหนึ่งวัน',
    en: '{terminal} recorded {times} visits within a day while it was tampered with.',
    doTh: 'ปิดการใช้งานเครื่องจนกว่าจะมีผู้ตรวจ',
    doEn: 'Take it out of service until somebody has examined it.',
  }),
  'locked-out': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { perHour: 1 },
    see: ({ seen: { lastHour } }, { perHour }) =>
      when(lastHour.lockouts >= Math.max(1, perHour), () => ({ times: lastHour.lockouts })),
    th: 'เครื่อง {terminal} ล็อกหลังลองไม่สำเร็จ {times} ครั้งในหนึ่งชั่วโมง',
    en: '{terminal} locked somebody out {times} times within an hour, after failed attempts.',
    doTh: 'ดูว่าใครอยู่ที่เครื่อง ถ้าเกิดซ้ำให้ตรวจหัวอ่าน',
    doEn: 'See who stands there; if it repeats check the sensor.',
  }),
  'enrolment-burst': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { perHour: 50 },
    see: ({ seen: { lastHour } }, { perHour }) => {
      const { enrolled, removed } = lastHour;
      return when(enrolled + removed > perHour, () => ({ enrolled, removed }));
    },
    th: 'ที่เครื่อง {terminal} มีการลงทะเบียน {enrolled} และลบ {removed} รายในหนึ่งชั่วโมง',
    en: 'At {terminal} {enrolled} people were enrolled and {removed} removed within an hour.',
    doTh: 'ตรวจว่าเป็นงานลงทะเบียนที่วางแผนไว้',
    doEn: 'Make sure that this is an enrolment that was planned.',
  }),
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
  'delivery-late': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { lateMinutes: 15 },
    see: ({ delivery }, { lateMinutes }, atMs) => {
      if (delivery === null || delivery.isProven) return undefined;
      const ms = atMs - delivery.changedMs;
      return when(ms > lateMinutes * MINUTE_MS, () => ({
        minutes: whole(ms, MINUTE_MS),
        people: delivery.wants.people,
      }));
    },
    th: 'เครื่อง {terminal} ยังไม่ยืนยันรายชื่อล่าสุด ({people} คน) มา {minutes} นาที',
    en: '{terminal} has not proven its latest table ({people} people) for {minutes} minutes.',
    doTh: 'ตรวจ ridgectl deliver และดูปัญหาด้วย ridgectl push --terminal',
    doEn: 'Check that ridgectl deliver runs; ridgectl push --terminal shows what is in the way.',
  }),
  'people-not-taken': terminalRule({
    severity: 'warning',
    holdMinutes: 10,
    limits: { people: 1 },
    see: ({ delivery }, { people }) => {
      const refused = delivery?.report?.problems.length ?? 0;
      return when(refused >= Math.max(1, people), () => ({ people: refused }));
    },
    th: 'เครื่อง {terminal} รับบุคคลไม่ได้ {people} คน',
    en: '{terminal} cannot take {people} of the people it is to have.',
    doTh: 'ดูเหตุผลด้วย ridgectl push --terminal',
    doEn: 'ridgectl push --terminal names the reasons.',
  }),
  'disk-low': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: { freeShare: 0.05 },
    see: ({ row }, { freeShare }) => {
      const disk = row.health?.disk;
      if (!disk || disk.totalBytes === 0) return undefined;
      const share = disk.freeBytes / disk.totalBytes;
      return when(share < freeShare, () => ({ percent: percent(share) }));
    },
    th: 'พื้นที่ดิสก์ของเครื่อง {terminal} เหลือ {percent} %',
    en: 'The disk of {terminal} has {percent} % left.',
    doTh: 'ลบไฟล์ที่ไม่ใช้ในเครื่อง หรือเปลี่ยนดิสก์',
    doEn: 'Free space at the terminal, or replace the disk.',
  }),
  'battery-low': terminalRule({
    severity: 'critical',
    holdMinutes: 1,
    limits: { charge: 0.2 },
    see: ({ row }, limits) => {
      const battery = row.health?.battery;
      if (!battery || battery.onMains) return undefined;
      return when(battery.charge < limits.charge, () => ({ percent: percent(battery.charge) }));
    },
    th: 'เครื่อง {terminal} ใช้แบตเตอรี่ เหลือ {percent} %',
    en: '{terminal} runs on its battery; {percent} % is left.',
    doTh: 'ตรวจไฟที่จุดติดตั้ง',
    doEn: 'Check the mains where it stands.',
  }),
  'certificate-ending': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { daysLeft: 30 },
    see: ({ certificateUntilMs }, { daysLeft }, atMs) => {
      if (certificateUntilMs === null) return undefined;
      const days = whole(certificateUntilMs - atMs, DAY_MS);
      return when(days < daysLeft, () => ({ days }));
    },
    th: 'ใบรับรองของเครื่อง {terminal} จะหมดอายุใน {days} วัน',
    en: 'The certificate of {terminal} ends in {days} days.',
    doTh: 'ออกใบรับรองใหม่ก่อนหมดอายุ',
    doEn: 'Issue a new one before it ends.',
  }),
} as const;
