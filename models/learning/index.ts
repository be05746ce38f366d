// The door of learning: what the fingerprint's score, its quality and the liveness model are fitted with.
export { fitLogistic, type RegressionOptions, type RegressionSample } from './logistic-regression.ts';
