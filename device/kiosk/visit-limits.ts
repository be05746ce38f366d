// The limits of a visit: the policy's, and for the image's transfer what the sensor's bus allows.

import type { SensorInfo } from '../../hal/index.ts';
import type { Policy } from '../config/index.ts';
import type { VisitLimits } from '../flows/clock/clock-parts.ts';

/** What the three seconds are planned with: an image over 960,000 baud or HID (DESIGN, the three seconds). */
const PLANNED_TRANSFER_MS = 700;
/** Half as much again as the bus needs, and a moment: a retransmission is not a fault yet. */
const transferLimitMs = (transferMs: number): number => transferMs * 1.5 + 500;

/** A slow bus makes a visit late, never impossible: the hard limit grows by what the bus takes beyond the plan. */
export function visitLimits({ visit }: Policy, info: SensorInfo | undefined): VisitLimits {
  const transferMs = info?.imageTransferMs ?? PLANNED_TRANSFER_MS;
  const limits: Readonly<Record<string, number>> = { ...visit.stageLimitMs, capture: transferLimitMs(transferMs) };
  return {
    hardLimitMs: visit.hardLimitMs + Math.max(0, transferMs - PLANNED_TRANSFER_MS),
    stageLimitMs: (stage) => limits[stage] ?? visit.otherStageLimitMs,
  };
}
