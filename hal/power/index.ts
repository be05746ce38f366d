// What feeds the machine.
export { VirtualPower } from '../virtual/virtual-power.ts';
export { openPowerSource, type PowerConfig } from './open-power-source.ts';
