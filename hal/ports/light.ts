// The light people look at: one colour for one meaning.

/**
 * `ready` dim white, `busy` blue, `accepted` green, `refused` red, `attention` amber (try again), `fault` blinking red,
 * `off` dark. Green is never left standing by a dead host: where the hardware can, it is armed to go out by itself.
 */
export type LightSignal = 'off' | 'ready' | 'busy' | 'accepted' | 'refused' | 'attention' | 'fault';

export interface Light extends AsyncDisposable {
  readonly model: string;
  /** @throws KioskError HAL_DISCONNECTED where the light is gone; the visit goes on without it. */
  show(signal: LightSignal): Promise<void>;
}
