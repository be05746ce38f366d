// What a job can want of the machine itself, beneath the service.

export interface Machine {
  /** Names this boot; null where nobody can tell. */
  readonly bootId: string | null;
  /** Returns once it has been asked for: the service is told to stop soon after. @throws KioskError MACHINE_REFUSED */
  reboot(signal: AbortSignal): Promise<void>;
  /** Off, in order: as `reboot`. */
  powerOff(signal: AbortSignal): Promise<void>;
  /** @throws KioskError MACHINE_REFUSED, also where something else keeps the time */
  setTime(utcMs: number, signal: AbortSignal): Promise<void>;
}
