// The machine of a virtual terminal: its clock is the bench's, and nothing beneath the service is ever started anew.
import { KioskError } from '../../protocol/index.ts';
import type { Machine } from '../machine/index.ts';
import type { BenchClock } from './bench-clock.ts';

export const virtualMachine = (clock: BenchClock): Machine => ({
  bootId: null,
  reboot: async () => {
    throw new KioskError('MACHINE_REFUSED', { what: 'reboot', why: 'a virtual terminal has no machine of its own' });
  },
  powerOff: async () => {
    throw new KioskError('MACHINE_REFUSED', { what: 'power-off', why: 'a virtual terminal has no machine of its own' });
  },
  setTime: async (utcMs) => clock.setTo(utcMs),
});
