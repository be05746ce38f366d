// The limits of a visit: the policy's, and for the image's transfer what the sensor's bus allows.

import type { SensorInfo } from '../../hal/index.ts';
import {
  nibbleBytes,
  ZFM_BAUD_MULTIPLIERS,
  ZFM_PACKET_SIZE_CODES,
  zfmBaudOf,
  zfmContentBytes,
  zfmModels,
  zfmTransferMs,
} from '../../protocol/index.ts';
import type { Policy } from '../config/index.ts';
import type { VisitLimits } from '../flows/clock/clock-parts.ts';

/** What the three seconds are planned with: an image over 960,000 baud or HID (DESIGN, the three seconds). */
const PLANNED_TRANSFER_MS = 700;
/** Half as much again as the bus needs, and a moment: a retransmission is not a fault yet. */
const transferLimitMs = (transferMs: number): number => transferMs * 1.5 + 500;

/** The largest image of the supported modules, in the smallest packets, at the lowest baud a module can be set to. */
const SLOWEST_TRANSFER_MS = zfmTransferMs({
  payloadBytes: nibbleBytes(zfmModels['zfm-20'].widthPx * zfmModels['zfm-20'].heightPx),
  contentBytes: zfmContentBytes(ZFM_PACKET_SIZE_CODES[0]),
  baud: zfmBaudOf(ZFM_BAUD_MULTIPLIERS[0]),
});

/** No visit lasts longer, whatever the bus: what is never cut off, the commit and the answer, is counted in. */
export function longestVisitMs({ visit }: Policy): number {
  const { commit, answer } = visit.stageLimitMs;
  return hardLimitMs(visit.hardLimitMs, SLOWEST_TRANSFER_MS) + commit + answer;
}

const hardLimitMs = (plannedMs: number, transferMs: number): number =>
  plannedMs + Math.max(0, transferMs - PLANNED_TRANSFER_MS);

/** A slow bus makes a visit late, never impossible: the hard limit grows by what the bus takes beyond the plan. */
export function visitLimits({ visit }: Policy, info: SensorInfo | undefined): VisitLimits {
  const transferMs = info?.imageTransferMs ?? PLANNED_TRANSFER_MS;
  const limits: Readonly<Record<string, number>> = { ...visit.stageLimitMs, capture: transferLimitMs(transferMs) };
  return {
    hardLimitMs: hardLimitMs(visit.hardLimitMs, transferMs),
    stageLimitMs: (stage) => limits[stage] ?? visit.otherStageLimitMs,
  };
}
