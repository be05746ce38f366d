// Whether the people whom the fleet wants at a terminal are there.
import { terminalRule, when } from '../alert-rule.ts';
import { whole } from './figures.ts';

const MINUTE_MS = 60_000;

export const PEOPLE_RULES = {
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
} as const;
