// What a score means: false-match rates measured on real prints. Written by `ridged finger calibrate`, never by hand.
import type { CalibrationTable } from './calibration.ts';

export const CALIBRATION: CalibrationTable = {
  matcherVersion: '2',
  data: 'non-mates of fvc2002-db1b, fvc2002-db2b, fvc2002-db3b, fvc2002-db4b: 320 prints',
  measuredOn: '2026-11-24',
  command: 'ridged finger calibrate DIR[@DPI]... --out models/fingerprint/calibration-table.ts',
  single: {
    comparisons: 11520,
    points: [
      [16.951, 0.5],
      [23.814, 0.2],
      [27.114, 0.1],
      [30.095, 0.05],
      [33.608, 0.02],
      [36.106, 0.01],
    ],
    scale: 3.779,
    countedFmr: 0.0026041666666666665,
  },
  fused: {
    impressions: 3,
    comparisons: 5760,
    points: [
      [22.224, 0.5],
      [27.727, 0.2],
      [30.973, 0.1],
      [33.767, 0.05],
      [37.211, 0.02],
      [40.405, 0.01],
    ],
    scale: 3.389,
    countedFmr: 0.005208333333333333,
  },
};
