// Lights: what opens them, what they report, and the virtual one.
export * from '../virtual/virtual-light.ts';
export * from './live-light.ts';
export * from './open-light.ts';
export * from './supervised-light.ts';
