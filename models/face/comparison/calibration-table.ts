// What scores of recognisers mean, by the name that a manifest gives. Measured by `ridged face calibrate`, never set by hand.
import type { FaceCalibration } from './calibration.ts';

export const CALIBRATIONS: Readonly<Record<string, FaceCalibration>> = {
  'mobileface-id-2': {
    model: 'mobileface-id',
    version: '2',
    data: '',
    people: 9,
    measuredOn: '',
    command: '',
    conditions: [
      { condition: 'photo, photo of a card', comparisons: 280, median: 0.078, spread: 0.098, highest: 0.34 },
      { condition: 'card, card', comparisons: 280, median: 0.073, spread: 0.109, highest: 0.36 },
    ],
  },
};
