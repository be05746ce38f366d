// Synthetic fingers: pictures and templates of nobody, for tests, benches and demonstrations.
export type { MasterPrint } from './master-print.ts';
export { type FingerOrder, type FingerPrints, PrintFactory } from './print-factory.ts';
export { type Random, seededRandom } from './random.ts';
export type { PatternClass } from './ridge-flow.ts';
export { type FingerOfSeed, PrintMaker, type PrintOrder, synthesisePrint } from './synthesise-print.ts';
export { synthesiseTemplate, synthesiseTemplates, type TemplateOrder } from './synthesise-template.ts';
export type { TouchOptions } from './touch.ts';
