// The life of an alert: waiting until its rule has held long enough, firing once, repeated while it lasts or where more has happened, resolved. Pure.
import { z } from 'zod';
import { SEVERITIES } from '../rules/alert-rule.ts';
import { type Judged, keyOf } from '../rules/judge.ts';

const utcMs = z.int();

/** As it is kept across a restart. */
export const alertSchema = z.object({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  terminal: z.string().nullable(),
  site: z.string().nullable(),
  person: z.string().nullable(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Left out by an earlier version. */
  latest: z.int().nullable().default(null),
  ...{ th: z.string(), en: z.string(), doTh: z.string(), doEn: z.string() },
  holdMs: z.number(),
  /** Since when its rule holds without a break. */
  sinceMs: utcMs,
  /** Null while it waits. */
  firedMs: utcMs.nullable(),
  toldMs: utcMs.nullable(),
  /** How often it was told. */
  times: z.int().min(0),
});
export type Alert = Readonly<z.infer<typeof alertSchema>>;

export type AlertEventKind = 'firing' | 'repeated' | 'resolved';

export interface AlertEvent {
  readonly kind: AlertEventKind;
  readonly alert: Alert;
  readonly atMs: number;
}

export interface AlertTurn {
  readonly alerts: readonly Alert[];
  readonly events: readonly AlertEvent[];
}

export interface TurnTerms {
  readonly atMs: number;
  readonly repeatMs: number;
}

/** One look later. What was not judged any more is over. */
export function nextAlerts(before: readonly Alert[], now: readonly Judged[], terms: TurnTerms): AlertTurn {
  const known = new Map(before.map((alert) => [keyOf(alert), alert]));
  const turns = now.map((judged) => turnOf(judged, known.get(keyOf(judged)), terms));
  const standing = new Set(now.map(keyOf));
  const over = before.filter((alert) => isFiring(alert) && !standing.has(keyOf(alert)));
  return {
    alerts: turns.map(({ alert }) => alert),
    events: [
      ...turns.flatMap(({ alert, kind }) => (kind ? [{ kind, alert, atMs: terms.atMs }] : [])),
      ...over.map((alert) => ({ kind: 'resolved' as const, alert, atMs: terms.atMs })),
    ],
  };
}

export const isFiring = ({ firedMs }: Alert): boolean => firedMs !== null;

interface Turn {
  readonly alert: Alert;
  readonly kind?: AlertEventKind;
}

function turnOf(judged: Judged, before: Alert | undefined, { atMs, repeatMs }: TurnTerms): Turn {
  // A clock that was set back must not make an alert wait until it has caught up.
  const sinceMs = Math.min(before?.sinceMs ?? atMs, atMs);
  const { firedMs = null, times = 0 } = before ?? {};
  const toldMs = before?.toldMs == null ? null : Math.min(before.toldMs, atMs);
  const alert = { ...judged, sinceMs, firedMs, toldMs, times };
  if (firedMs === null)
    return atMs - sinceMs < judged.holdMs
      ? { alert }
      : { alert: { ...alert, firedMs: atMs, toldMs: atMs, times: 1 }, kind: 'firing' };
  const isNews = judged.latest !== (before?.latest ?? null);
  return !isNews && atMs - (toldMs ?? 0) < repeatMs
    ? { alert }
    : { alert: { ...alert, toldMs: atMs, times: times + 1 }, kind: 'repeated' };
}
