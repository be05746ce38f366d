// What is watched of the fleet as a whole, and of a person across its sites.
import { fleetRule, when } from './alert-rule.ts';
import { minutesBetween } from './ways.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

const ofFleet = (figures: ReturnType<typeof when>) => (figures === undefined ? [] : [{ person: null, figures }]);

export const FLEET_RULES = {
  'seen-at-two-sites': fleetRule({
    severity: 'critical',
    holdMinutes: 0,
    limits: { otherwiseMinutes: 10, hours: 24 },
    find: ({ travels, atMs }, { otherwiseMinutes, hours }, ways) =>
      travels
        .filter(({ from, to }) => {
          const least = minutesBetween(ways, from.site, to.site) ?? otherwiseMinutes;
          return to.atMs - from.atMs < least * MINUTE_MS && to.atMs > atMs - hours * HOUR_MS;
        })
        .map(({ person, from, to }) => ({
          person,
          figures: { from: from.terminal, to: to.terminal, minutes: Math.floor((to.atMs - from.atMs) / MINUTE_MS) },
        })),
    th: 'บุคคลเดียวกันผ่านที่ {from} และ {to} ห่างกันเพียง {minutes} นาที',
    en: 'The same person was accepted at {from} and {to} within {minutes} minutes.',
    doTh: 'เทียบภาพของทั้งสองครั้ง และระงับสิทธิ์ถ้ามีการใช้แทนกัน',
    doEn: 'Compare the pictures of both visits; suspend the rights where one stands in for another.',
  }),
  'people-changed': fleetRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { perHour: 200 },
    find: ({ register }, { perHour }) => {
      const changed = register?.changed ?? 0;
      return ofFleet(when(changed > perHour, () => ({ people: changed })));
    },
    th: 'มีการเพิ่มหรือลบบุคคล {people} คนในทะเบียนภายในหนึ่งชั่วโมง',
    en: '{people} people were added to the register or removed within an hour.',
    doTh: 'ตรวจว่าเป็นการนำเข้าที่วางแผนไว้',
    doEn: 'Make sure that this is an import that was planned.',
  }),
  'onboarding-late': fleetRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { lateDays: 3 },
    find: ({ register, atMs }, { lateDays }) => {
      const late = (register?.waitingSinceMs ?? []).filter((sinceMs) => atMs - sinceMs > lateDays * DAY_MS);
      return ofFleet(when(late.length > 0, () => ({ people: late.length, lateDays })));
    },
    th: 'มี {people} คนรอขั้นตอนถัดไปก่อนเข้างานครั้งแรกนานกว่า {lateDays} วัน',
    en: '{people} people have waited longer than {lateDays} days for the next step towards their first visit.',
    doTh: 'ดูว่าใครรออะไรด้วย ridgectl people onboarding',
    doEn: 'See who waits for what with ridgectl people onboarding.',
  }),
  'duplicates-open': fleetRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { pairs: 1 },
    find: ({ register }, { pairs }) => {
      const open = register?.duplicates ?? 0;
      return ofFleet(when(open >= Math.max(1, pairs), () => ({ pairs: open })));
    },
    th: 'พบลายนิ้วมือเดียวกันในทะเบียนสองรายการ {pairs} คู่',
    en: 'One finger stands under two records, {pairs} times.',
    doTh: 'เทียบบุคคลทั้งสองด้วย ridgectl duplicates list แล้วตัดสินด้วย ridgectl duplicates settle',
    doEn: 'Compare them with ridgectl duplicates list, and decide with ridgectl duplicates settle.',
  }),
  'entries-exported': fleetRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { perHour: 50_000 },
    find: ({ register }, { perHour }) => {
      const entries = register?.handedOver ?? 0;
      return ofFleet(when(entries > perHour, () => ({ entries })));
    },
    th: 'มีการส่งออกรายการลงเวลา {entries} รายการภายในหนึ่งชั่วโมง',
    en: '{entries} clock entries were handed over within an hour.',
    doTh: 'ดูว่าใครส่งออกด้วย ridgectl export list',
    doEn: 'See by whom with ridgectl export list.',
  }),
  'names-refused': fleetRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { hours: 1 },
    find: ({ unknownNames, atMs }, { hours }) =>
      ofFleet(
        when(unknownNames !== null && unknownNames.atMs > atMs - hours * HOUR_MS, () => ({
          messages: unknownNames?.count ?? 0,
        })),
      ),
    th: 'ข้อความจากชื่อเครื่องที่ไม่รู้จักถูกทิ้ง {messages} ข้อความ',
    en: '{messages} messages of unknown names were left out.',
    doTh: 'ตรวจสิทธิ์ของโบรกเกอร์ว่าใครส่งในชื่อใดได้',
    doEn: 'Check the access rules of the broker: who may publish under which name.',
  }),
} as const;
