// What happens before a terminal: refusals, failed captures, attacks, lock-outs, enrolments.
import { terminalRule, when } from '../alert-rule.ts';
import { percent } from './figures.ts';

export const VISIT_RULES = {
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
  duress: terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: {},
    see: ({ seen: { lastDay } }) => when(lastDay.duress > 0, () => ({ times: lastDay.duress })),
    latest: ({ seen }) => seen.latest.duress,
    th: 'ที่เครื่อง {terminal} มีผู้ใช้นิ้วแจ้งเหตุถูกบังคับ {times} ครั้งในหนึ่งวัน',
    en: 'At {terminal} a duress finger was laid down {times} times within a day.',
    doTh: 'อาจมีผู้ถูกบังคับ ให้แจ้งฝ่ายรักษาความปลอดภัยทันที และอย่าติดต่อไปที่หน้าเครื่อง',
    doEn: 'Somebody may be forced: send security at once, and let nothing at the terminal show that you know.',
  }),
  tampered: terminalRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: {},
    see: ({ seen: { lastDay } }) => when(lastDay.tampered > 0, () => ({ times: lastDay.tampered })),
    latest: ({ seen }) => seen.latest.tampered,
    th: 'เครื่อง {terminal} แจ้งว่าถูกงัดแงะ {times} ครั้งในหนึ่งวัน',
    en: '{terminal} told {times} times within a day that it is tampered with.',
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
} as const;
