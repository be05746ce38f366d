// Where the templates of the bench come from: strewn minutiae (quick), or whole pictures (as in life).
import type { FingerEngine } from '../../../models/index.ts';
import { PrintFactory, synthesiseTemplates } from '../../../models/laboratory.ts';
import type { FingerTemplate } from '../../../protocol/index.ts';

export interface TemplatesOf {
  readonly finger: number;
  readonly templates: readonly FingerTemplate[];
}

export interface TemplateSource extends AsyncDisposable {
  /** Templates of some impressions of each finger, in the order of the fingers. */
  templates(fingers: readonly number[], impressions: readonly number[]): Promise<readonly TemplatesOf[]>;
}

export const strewnSource = (seed: number): TemplateSource => ({
  templates: async (fingers, impressions) =>
    fingers.map((finger) => ({ finger, templates: synthesiseTemplates({ seed, finger }, impressions) })),
  [Symbol.asyncDispose]: async () => undefined,
});

export class PictureSource implements TemplateSource {
  readonly #seed: number;
  readonly #engine: FingerEngine;
  readonly #signal: AbortSignal;
  readonly #factory = new PrintFactory();

  constructor(seed: number, engine: FingerEngine, signal: AbortSignal) {
    this.#seed = seed;
    this.#engine = engine;
    this.#signal = signal;
  }

  async templates(fingers: readonly number[], impressions: readonly number[]): Promise<readonly TemplatesOf[]> {
    const made: TemplatesOf[] = [];
    const orders = fingers.map((finger) => ({ seed: this.#seed, finger, impressions }));
    await this.#factory.printEach(
      orders,
      async ({ order: { finger }, prints }) => {
        const extractions = await Promise.all(prints.map((print) => this.#engine.extract(print, this.#signal)));
        made.push({ finger, templates: extractions.map(({ template }) => template) });
      },
      this.#signal,
    );
    return made.sort((a, b) => a.finger - b.finger);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#factory[Symbol.asyncDispose]();
  }
}
