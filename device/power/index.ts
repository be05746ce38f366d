// What the terminal makes of the power that feeds it.
export { PowerWatch, type PowerWatchParts } from './power-watch.ts';
