// What scores of recognisers mean, by the name that a manifest gives. Measured by `ridged face calibrate`, never set by hand.
import type { FaceCalibration } from './calibration.ts';

export const CALIBRATIONS: Readonly<Record<string, FaceCalibration>> = {
  'mobileface-id-2': {
    model: 'mobileface-id',
    version: '2',
    data: 'vladmandic/human, 12 colour photos of one person each and 7 faces cut out of two group photos, 9 people (36 pairs of people): 19 photos, 137 pairs of strangers',
    measuredOn: '2026-11-29',
    command: 'ridged face calibrate PAIRS.csv --out models/face/comparison/calibration-table.ts',
    conditions: [
      {
        condition: 'photo against photo',
        comparisons: 137,
        median: 0.0862,
        spread: 0.0943,
        highest: 0.3415,
      },
      {
        condition: 'photo against card',
        comparisons: 137,
        median: 0.0718,
        spread: 0.1064,
        highest: 0.3664,
      },
      {
        condition: 'card against card',
        comparisons: 137,
        median: 0.0771,
        spread: 0.1088,
        highest: 0.3841,
      },
    ],
  },
};
