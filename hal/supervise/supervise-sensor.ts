// A fingerprint sensor that comes back by itself after unplug, silence or a fault.
import { KioskError } from '../../protocol/index.ts';
import type { FingerprintSensor, SupervisedSensor } from '../ports/fingerprint-sensor.ts';
import { type Supervisable, SupervisedLink, type SupervisionParts } from './supervised-link.ts';

/** Starts at once. Calls wait within their signal until the sensor is open; one in flight fails as soon as it is gone. */
export function superviseSensor(
  open: (signal: AbortSignal) => Promise<FingerprintSensor & Supervisable>,
  parts: SupervisionParts,
): SupervisedSensor {
  const link = new SupervisedLink(open, parts);
  link.start();
  /** The sensor that holds the image of the last touch. */
  let touched: FingerprintSensor | undefined;
  return {
    get info() {
      return link.device?.info;
    },
    get state() {
      return link.state;
    },
    states: link.states,
    get lastFault() {
      return link.lastFault;
    },
    waitForFinger: (signal) =>
      link.use(async (sensor) => {
        touched = sensor;
        return await sensor.waitForFinger(signal);
      }, signal),
    readImage: async (signal) => {
      // The image went with the link: to wait for a new one would be in vain.
      if (touched && link.device !== touched) throw new KioskError('HAL_DISCONNECTED', { doing: 'read the image' });
      return await link.use((sensor) => sensor.readImage(signal), signal);
    },
    waitForLift: (signal) => link.use((sensor) => sensor.waitForLift(signal), signal),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}
