// What a score means: false-match rates measured on real prints. Written by `ridged finger calibrate`, never by hand.
import type { CalibrationTable } from './calibration.ts';

export const CALIBRATION: CalibrationTable = {
  matcherVersion: '1',
  data: 'none',
  measuredOn: '2026-11-24',
  command: 'none',
  single: {
    comparisons: 11520,
    points: [
      [12, 0.5],
      [24, 0.1],
      [50, 0.01],
    ],
    scale: 11,
    countedFmr: 0.0026,
  },
  fused: {
    impressions: 3,
    comparisons: 5760,
    points: [
      [18, 0.5],
      [32, 0.1],
      [58, 0.01],
    ],
    scale: 11,
    countedFmr: 0.0052,
  },
};
