// What a fingerprint sensor must be able to do, whatever the bus.
import type { GrayImage, KioskError, Listenable, Sensitive } from '../../protocol/index.ts';

/** What the person should do differently. A value, not a fault. */
export type CaptureRetry = 'too-short' | 'image-failed';

export type CaptureOutcome =
  | { readonly kind: 'image'; readonly image: Sensitive<GrayImage>; readonly transferMs: number }
  | { readonly kind: 'retry'; readonly reason: CaptureRetry };

/** A finger has been put down: the moment from which a visit is timed. */
export interface Touch {
  /** Monotonic milliseconds of the clock the driver was opened with. */
  readonly atMs: number;
}

/**
 * Data path: all that a visit needs. Calls never overlap; the order is waitForFinger, readImage, waitForLift.
 * All throw KioskError HAL_DISCONNECTED, HAL_TIMEOUT, PROTOCOL_CHECKSUM, PROTOCOL_TRUNCATED, HAL_REFUSED, and, when
 * aborted, the signal's reason. After any fault the next call starts afresh.
 */
export interface FingerCapture {
  /** Resolves as soon as a finger lies on the glass and its image is held by the sensor. */
  waitForFinger(signal: AbortSignal): Promise<Touch>;
  /** Fetches the image of the last touch. `retry` where the finger slipped away too early. */
  readImage(signal: AbortSignal): Promise<CaptureOutcome>;
  /** Resolves once the glass is free, so that one touch is one visit. */
  waitForLift(signal: AbortSignal): Promise<void>;
}

/** What is known of an open sensor, for the capability report, `doctor` and the start-up log. */
export interface SensorInfo {
  readonly model: string;
  readonly bus: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** Who says so: measured and configured for this unit, or only claimed by the data sheet of its model. */
  readonly dpiSource: 'configured' | 'data-sheet';
  /** Computed time of one image over this bus, in milliseconds. */
  readonly imageTransferMs: number;
  /** Negotiated baud, or null where the bus has none. */
  readonly baud: number | null;
}

export type SensorState = 'closed' | 'opening' | 'ready' | 'waiting';

export interface FingerprintSensor extends FingerCapture, AsyncDisposable {
  /** Undefined while no sensor is open. */
  readonly info: SensorInfo | undefined;
}

/** A sensor that is reopened by itself after unplug, silence or a fault. Calls wait (within their signal) for it. */
export interface SupervisedSensor extends FingerprintSensor {
  readonly state: SensorState;
  readonly states: Listenable<SensorState>;
  /** Why the sensor is not open, or was not before; undefined while it is ready. */
  readonly lastFault: KioskError | undefined;
}
