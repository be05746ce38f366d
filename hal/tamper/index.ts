// Tamper inputs.
export { VirtualTamper } from '../virtual/virtual-tamper.ts';
export { openTamperInput, type TamperInputConfig } from './open-tamper-input.ts';
