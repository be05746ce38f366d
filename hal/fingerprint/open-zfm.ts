// From an open wire to a sensor that is ready: meet the module, then settle what follows from its speed.
import {
  type Clock,
  DEFAULT_ZFM_MODEL,
  type FaultContext,
  nibbleBytes,
  ZFM_DEFAULT_ADDRESS,
  ZFM_FACTORY_BAUD,
  type ZfmModelName,
  zfmModels,
  zfmWireBytes,
} from '../../protocol/index.ts';
import type { SensorInfo } from '../ports/fingerprint-sensor.ts';
import type { ByteWire } from './byte-wire.ts';
import { PacketLink } from './packet-link.ts';
import { ZfmDialogue } from './zfm-dialogue.ts';
import { type ModuleFacts, meetModule } from './zfm-meeting.ts';
import { ZfmSensor } from './zfm-sensor.ts';

/** What may be configured of a module, on any bus. */
export interface ZfmOptions {
  readonly model?: ZfmModelName;
  readonly password?: number;
  readonly address?: number;
  /** Where to look for the module first; it keeps what it was set to. */
  readonly baud?: number;
  readonly maxBaud?: number;
  /** As measured with a target on this unit; without it the data sheet is believed, and `info` says so. */
  readonly dpi?: number;
  /** For clones whose window differs from that of their model. */
  readonly window?: { readonly widthPx: number; readonly heightPx: number };
}

export interface SensorParts {
  readonly clock: Clock;
  readonly log?: (event: string, facts: FaultContext) => void;
}

export type OpeningParts = SensorParts & { readonly signal: AbortSignal };

/** Below it an image alone takes most of the three seconds of a visit. */
export const SLOW_BAUD = 460_800;
const FASTEST_BAUD = 960_000;

/** Takes the wire over: it is closed with the sensor, and closed when this fails. @throws as FingerCapture */
export async function openZfm(wire: ByteWire, options: ZfmOptions, parts: OpeningParts): Promise<ZfmSensor> {
  const link = new PacketLink(wire);
  try {
    const dialogue = new ZfmDialogue(link, options.address ?? ZFM_DEFAULT_ADDRESS);
    const { password = 0, baud = ZFM_FACTORY_BAUD, maxBaud = FASTEST_BAUD } = options;
    const meeting = { wire, dialogue, options: { password, baud, maxBaud }, signal: parts.signal };
    const facts = await meetModule(meeting);
    const info = describe(wire, options, facts);
    const timing = timingOf(wire, info, facts);
    dialogue.settleWithin({ quietMs: timing.quietMs, limitMs: timing.imageLimitMs });
    parts.log?.('fingerprint sensor open', { ...info, systemId: facts.systemId, baud: info.baud ?? 0 });
    if (info.baud !== null && info.baud < SLOW_BAUD)
      parts.log?.('fingerprint sensor too slow for the budget of a visit', { imageTransferMs: info.imageTransferMs });
    return new ZfmSensor({ link, dialogue, info, timing, clock: parts.clock });
  } catch (fault) {
    await link[Symbol.asyncDispose]();
    throw fault;
  }
}

function describe(wire: ByteWire, options: ZfmOptions, facts: ModuleFacts): SensorInfo {
  const model = options.model ?? DEFAULT_ZFM_MODEL;
  const { widthPx, heightPx } = options.window ?? zfmModels[model];
  const packets = Math.ceil(nibbleBytes(widthPx * heightPx) / facts.contentBytes);
  return {
    model,
    bus: wire.bus,
    widthPx,
    heightPx,
    dpi: options.dpi ?? zfmModels[model].claimedDpi,
    dpiSource: options.dpi === undefined ? 'data-sheet' : 'configured',
    imageTransferMs: Math.ceil(packets * packetMsOf(wire, facts)),
    baud: wire.hasBaud ? facts.baud : null,
  };
}

/** Twice what the bus needs, and a moment for a host that is busy: a limit ends what hangs, it does not judge what is slow. */
function timingOf(wire: ByteWire, info: SensorInfo, facts: ModuleFacts) {
  const packetMs = packetMsOf(wire, facts);
  return {
    quietMs: 40 + 2 * packetMs,
    packetLimitMs: 400 + 4 * packetMs,
    imageLimitMs: 1000 + 2 * info.imageTransferMs,
  };
}

const packetMsOf = (wire: ByteWire, { contentBytes, baud }: ModuleFacts): number =>
  wire.transferMs(zfmWireBytes(contentBytes, contentBytes), baud);
