// How well recognition does over the fleet: what people say of visits afterwards, and the figures that follow from it.
export * from './labels/about-entry.ts';
export * from './labels/label-kinds.ts';
export * from './labels/label-rows.ts';
export * from './labels/sample.ts';
export * from './report/biometrics-report.ts';
export * from './report/figure-rows.ts';
export * from './report/periods.ts';
