// What a score means: false-match rates measured on real prints. Written by `ridged finger calibrate`, never by hand.
import type { CalibrationTable } from './calibration.ts';

export const CALIBRATION: CalibrationTable = {
  matcherVersion: '2',
  data: "non-mates of fvc2002-db1b, fvc2002-db2b, fvc2002-db3b, fvc2002-db4b, synthetic; whole and through a sensor's window, the worst of them",
  measuredOn: '2026-11-24',
  command: 'ridged finger calibrate DIR[@DPI]... --out models/fingerprint/calibration-table.ts',
  single: {
    comparisons: 379440,
    points: [
      [22.895, 0.5],
      [28.342, 0.2],
      [31.568, 0.1],
      [34.327, 0.05],
      [37.835, 0.02],
      [40.478, 0.01],
    ],
    scale: 4.627,
    countedFmr: 0.00016835016835016836,
  },
  fused: {
    impressions: 3,
    comparisons: 249120,
    points: [
      [27.066, 0.5],
      [32.231, 0.2],
      [34.924, 0.1],
      [37.835, 0.05],
      [41.349, 0.02],
      [43.565, 0.01],
    ],
    scale: 4.731,
    countedFmr: 0.0002525252525252525,
  },
};
