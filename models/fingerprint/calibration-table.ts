// What a score means: false-match rates measured on real prints. Written by `ridged finger calibrate`, never by hand.
import type { CalibrationTable } from './calibration.ts';

export const CALIBRATION: CalibrationTable = {
  matcherVersion: '1',
  data: 'non-mates of fvc2002-db1b, fvc2002-db2b, fvc2002-db3b, fvc2002-db4b: 320 prints',
  measuredOn: '2026-11-24',
  command: 'ridged finger calibrate DIR[@DPI]... --out models/fingerprint/calibration-table.ts',
  single: {
    comparisons: 11520,
    points: [
      [17.427, 0.5],
      [23.902, 0.2],
      [27.143, 0.1],
      [30.215, 0.05],
      [33.685, 0.02],
      [36.239, 0.01],
    ],
    scale: 3.647,
    countedFmr: 0.0026041666666666665,
  },
  fused: {
    impressions: 3,
    comparisons: 5760,
    points: [
      [22.347, 0.5],
      [27.776, 0.2],
      [31.013, 0.1],
      [33.779, 0.05],
      [37.276, 0.02],
      [40.405, 0.01],
    ],
    scale: 3.389,
    countedFmr: 0.005208333333333333,
  },
};
