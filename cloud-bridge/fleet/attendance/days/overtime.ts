// Work beyond one's time: each stretch is tested, its break taken off, then rounded; caps are told of, never cut. Pure.
import type { BookedRecord } from '../records/record-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Overtime, Remark } from './day-row.ts';

const MINUTE_MS = 60_000;

export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A request, with its hours as moments of the date that it is for. */
export interface Order extends Stretch {
  readonly record: BookedRecord<'overtime'>;
}

export interface OvertimeDay {
  /** From in to out. */
  readonly present: readonly Stretch[];
  /** The hours of the date that are no overtime. */
  readonly duties: readonly Stretch[];
  readonly orders: readonly Order[];
  /** Rest days and holidays have caps and breaks of their own. */
  readonly isWorkday: boolean;
  /** Of the group that gets neither pay nor time off for it. */
  readonly isExcluded: boolean;
  /** Of where they punched; undefined where its class is not known. */
  readonly siteClass: string | undefined;
  readonly rules: RuleSet;
}

/** Full hours: a remainder from `roundUpFromMinutes` on counts as one. */
export function hoursOf(
  minutes: number,
  { roundUpFromMinutes }: Pick<RuleSet['overtime'], 'roundUpFromMinutes'>,
): number {
  const whole = Math.floor(minutes / 60);
  return whole + (minutes - whole * 60 >= roundUpFromMinutes ? 1 : 0);
}

/** What was ordered first, approved or not; then, where that is to be shown, what nobody has ordered. */
export function overtimeOf(day: OvertimeDay): readonly Overtime[] {
  const beyond = without(day.present, day.duties);
  const ordered = day.orders.flatMap((order) =>
    within(beyond, order).map((stretch) => counted(stretch, { day, order })),
  );
  const { withoutOrder } = day.rules.overtime;
  if (withoutOrder === 'ignore' || day.isExcluded) return ordered.filter(isCounted);
  const rest = without(beyond, day.orders).filter((stretch) => !day.isWorkday || isAfterDuty(stretch, day));
  return [...ordered, ...rest.map((stretch) => counted(stretch, { day }))].filter(isCounted);
}

const isCounted = ({ hours }: Overtime): boolean => hours > 0;

/** Whoever comes early has not worked longer because of it; whoever stays may have. */
const isAfterDuty = ({ fromMs }: Stretch, { duties }: OvertimeDay): boolean =>
  duties.some(({ untilMs }) => untilMs <= fromMs);

/** A stretch that is too short counts nothing, though rounding would make an hour of 45 minutes: it is tested before it is rounded. */
function counted(stretch: Stretch, { day, order }: { readonly day: OvertimeDay; readonly order?: Order }): Overtime {
  const { overtime } = day.rules;
  const rawMinutes = Math.floor((stretch.untilMs - stretch.fromMs) / MINUTE_MS);
  const isLongEnough = rawMinutes >= overtime.leastStretchMinutes;
  const breakMinutes = order?.record.body.breakMinutes ?? breakOf(rawMinutes, day);
  const hours = isLongEnough ? hoursOf(Math.max(0, rawMinutes - breakMinutes), overtime) : 0;
  const kind = order?.record.body.kind ?? 'ordinary';
  const isApproved = order?.record.decision === 'approved';
  const counts = isApproved && !day.isExcluded && hours > 0;
  const inLieu = order?.record.body.inLieu ?? false;
  return {
    ...{ kind, fromMs: stretch.fromMs, untilMs: stretch.untilMs, rawMinutes, breakMinutes, hours },
    ...{ request: order?.record.number ?? null, isApproved },
    lieuHours: counts && inLieu ? hours : null,
    baht:
      counts && !inLieu && order ? payOf({ kind, rawMinutes, hours, travels: order.record.body.travels }, day) : null,
  };
}

function breakOf(rawMinutes: number, { isWorkday, rules }: OvertimeDay): number {
  const { breakMinutes, breakFromStretchMinutes } = rules.overtime.holiday;
  return !isWorkday && rawMinutes >= breakFromStretchMinutes ? breakMinutes : 0;
}

interface Work {
  readonly kind: Overtime['kind'];
  readonly rawMinutes: number;
  readonly hours: number;
  readonly travels: boolean;
}

/** Null where a flat pay is for longer work than this was. */
function payOf({ kind, rawMinutes, hours, travels }: Work, { rules, siteClass }: OvertimeDay): number | null {
  const { pay } = rules;
  const flat = pay.flat.find((one) => one.kind === kind);
  const travel = travels && !flat?.travelIncluded ? (pay.travelBaht[siteClass ?? ''] ?? 0) : 0;
  if (!flat) return hours * pay.bahtPerHour + travel;
  return rawMinutes >= flat.leastMinutes ? flat.baht + travel : null;
}

/** What somebody has to approve above the cap, or has approved too late. @param approvalWorkdays after the date of the work, up to the approval */
export function overtimeRemarks(
  all: readonly Overtime[],
  day: OvertimeDay,
  approvalWorkdays: (order: Order) => number,
): readonly Remark[] {
  const { overtime } = day.rules;
  const hours = all.reduce((sum, one) => sum + one.hours, 0);
  const breaks = all.reduce((sum, one) => sum + one.breakMinutes, 0) / 60;
  const isOver = day.isWorkday ? hours > overtime.workday.mostHours : hours + breaks > overtime.holiday.mostHours;
  const unapproved = all.filter(({ isApproved }) => !isApproved);
  const late = day.orders.filter(
    (order) => order.record.decision === 'approved' && approvalWorkdays(order) > overtime.approvalWithinWorkdays,
  );
  return [
    ...(isOver ? [{ remark: 'overtime-over-cap' as const, detail: `${hours}` }] : []),
    ...unapproved.map(({ hours: open }) => ({ remark: 'overtime-unapproved' as const, detail: `${open}` })),
    ...late.map(({ record }) => ({ remark: 'overtime-approved-late' as const, detail: `${record.number}` })),
  ];
}

const within = (stretches: readonly Stretch[], { fromMs, untilMs }: Stretch): readonly Stretch[] =>
  stretches
    .map((stretch) => ({ fromMs: Math.max(stretch.fromMs, fromMs), untilMs: Math.min(stretch.untilMs, untilMs) }))
    .filter((stretch) => stretch.fromMs < stretch.untilMs);

function without(stretches: readonly Stretch[], taken: readonly Stretch[]): readonly Stretch[] {
  let left = stretches;
  for (const { fromMs, untilMs } of taken)
    left = left
      .flatMap((piece) => [
        { fromMs: piece.fromMs, untilMs: Math.min(piece.untilMs, fromMs) },
        { fromMs: Math.max(piece.fromMs, untilMs), untilMs: piece.untilMs },
      ])
      .filter((piece) => piece.fromMs < piece.untilMs);
  return left;
}
