// How long a terminal could be used, from what its own journal says: so that one without a network counts as what it was.
import { z } from 'zod';
import { lengthOf, type Spell, shared, without } from './spells.ts';

/** That tell of their loss and return. A camera and a matcher do not. */
export const WATCHED_DEVICES = ['sensor', 'light', 'card', 'scanner'] as const;
export type WatchedDeviceName = (typeof WATCHED_DEVICES)[number];

export type UptimeSign =
  /** `aliveMs`: of the last entry before a crash, until which it ran at least. */
  | { readonly kind: 'service'; readonly what: ServiceWord; readonly atMs: number; readonly aliveMs?: number }
  | { readonly kind: 'device'; readonly device: WatchedDeviceName; readonly isLost: boolean; readonly atMs: number };

const SERVICE_WORDS = ['started', 'ready', 'stopped', 'crash-recovered'] as const;
export type ServiceWord = (typeof SERVICE_WORDS)[number];

const device = z.enum(WATCHED_DEVICES);
const signPayload = z.discriminatedUnion('event', [
  z.object({ event: z.literal('service'), what: z.enum(SERVICE_WORDS) }),
  z.object({ event: z.literal('fault'), device }),
  z.object({ event: z.literal('recovered'), device }),
]);

/** Undefined of whatever says nothing about it: a fault of something that never tells of its return. */
export function uptimeSignIn(payload: unknown, atMs: number): UptimeSign | undefined {
  const { data } = signPayload.safeParse(payload);
  if (!data) return undefined;
  if (data.event === 'service') return { kind: 'service', what: data.what, atMs };
  return { kind: 'device', device: data.device, isLost: data.event === 'fault', atMs };
}

export interface UptimeAsked extends Spell {
  /** When the terminal was last heard of: if it ran then, nobody knows what came after. */
  readonly heardMs: number;
  /** Maintenance that was announced before it began: it does not count. */
  readonly planned: readonly Spell[];
}

export interface Availability {
  /** (total - planned - down) / (total - planned), of the time that is known; null where none is. */
  readonly rate: number | null;
  readonly totalMs: number;
  readonly plannedMs: number;
  readonly downMs: number;
  /** Before its first sign, or after the last where it ran then: neither up nor down. */
  readonly unknownMs: number;
}

export interface Uptime {
  /** The service runs, and its fingerprint sensor is there. */
  readonly terminal: Availability;
  readonly service: Availability;
  /** While the service ran. */
  readonly devices: Readonly<Record<WatchedDeviceName, Availability>>;
}

/** @param signs of one journal after another of a terminal, in the order of their time, from the beginning */
export function uptimeOf(signs: readonly UptimeSign[], asked: UptimeAsked): Uptime {
  const { known, down, lost } = spellsOf(signs, asked);
  const within = (spells: readonly Spell[]): readonly Spell[] => shared(spells, [asked]);
  const availability = (total: readonly Spell[], without: readonly Spell[]): Availability =>
    availabilityOf({ total: within(total), down: without, asked });
  const up = without(known, down);
  return {
    terminal: availability(known, [...down, ...lost.sensor]),
    service: availability(known, down),
    devices: {
      sensor: availability(up, lost.sensor),
      light: availability(up, lost.light),
      card: availability(up, lost.card),
      scanner: availability(up, lost.scanner),
    },
  };
}

interface TimeSpent {
  readonly total: readonly Spell[];
  readonly down: readonly Spell[];
  readonly asked: UptimeAsked;
}

function availabilityOf({ total, down, asked }: TimeSpent): Availability {
  const counted = without(total, asked.planned);
  const countedMs = lengthOf(counted);
  const downMs = lengthOf(shared(counted, down));
  const totalMs = lengthOf(total);
  return {
    rate: countedMs === 0 ? null : (countedMs - downMs) / countedMs,
    ...{ totalMs, plannedMs: totalMs - countedMs, downMs },
    unknownMs: Math.max(0, asked.untilMs - asked.fromMs - totalMs),
  };
}

/** While `since` is a time, something is as its name says since then. */
interface Course {
  firstMs: number | undefined;
  downSince: number | undefined;
  readonly down: Spell[];
  readonly lostSince: Map<WatchedDeviceName, number>;
  readonly lost: Record<WatchedDeviceName, Spell[]>;
}

function spellsOf(signs: readonly UptimeSign[], { untilMs, heardMs }: UptimeAsked) {
  const course: Course = {
    ...{ firstMs: undefined, downSince: undefined, down: [], lostSince: new Map() },
    lost: { sensor: [], light: [], card: [], scanner: [] },
  };
  for (const sign of signs) {
    if (sign.kind === 'service') noteService(course, sign);
    else if (sign.isLost) course.lostSince.set(sign.device, course.lostSince.get(sign.device) ?? sign.atMs);
    else endLoss(course, sign.device, sign.atMs);
  }
  const { firstMs, downSince, down, lost } = course;
  // What was stopped and has not started since is still stopped.
  const lastMs = downSince === undefined ? Math.min(untilMs, heardMs) : untilMs;
  for (const device of [...course.lostSince.keys()]) endLoss(course, device, lastMs);
  const known = firstMs === undefined || firstMs >= lastMs ? [] : [{ fromMs: firstMs, untilMs: lastMs }];
  return { known, down: downSince === undefined ? down : [...down, { fromMs: downSince, untilMs }], lost };
}

function noteService(course: Course, { what, atMs, aliveMs }: Extract<UptimeSign, { kind: 'service' }>): void {
  course.firstMs ??= atMs;
  if (what === 'ready') {
    if (course.downSince !== undefined) course.down.push({ fromMs: course.downSince, untilMs: atMs });
    course.downSince = undefined;
    return;
  }
  const sinceMs = what === 'crash-recovered' ? (aliveMs ?? atMs) : atMs;
  course.downSince ??= Math.max(sinceMs, course.firstMs);
  // A new start looks at each device anew.
  for (const device of [...course.lostSince.keys()]) endLoss(course, device, course.downSince);
}

function endLoss({ lost, lostSince }: Course, device: WatchedDeviceName, atMs: number): void {
  const fromMs = lostSince.get(device);
  lostSince.delete(device);
  if (fromMs !== undefined && fromMs < atMs) lost[device].push({ fromMs, untilMs: atMs });
}
