// The built-in texture model: statistics of ridges and valleys, weighed by a table that a command trains.
import { textureStatistics } from './statistics.ts';
import { type TextureModel, textureFinding } from './texture-model.ts';
import { TEXTURE_MODEL } from './texture-model-table.ts';
import type { TextureFinding, TextureImpression, TexturePad } from './texture-pad.ts';

export interface StatisticsPadOptions {
  /** As the table names it: skin looks different on each. */
  readonly sensor: string;
  readonly model?: TextureModel;
}

export class StatisticsPad implements TexturePad {
  readonly version: string;
  readonly #model: TextureModel;
  readonly #sensor: string;

  constructor({ sensor, model = TEXTURE_MODEL }: StatisticsPadOptions) {
    this.version = model.version;
    this.#model = model;
    this.#sensor = sensor;
  }

  async assess({ image, template }: TextureImpression, signal: AbortSignal): Promise<TextureFinding> {
    signal.throwIfAborted();
    return textureFinding(this.#model, this.#sensor, textureStatistics(image, template.ridges));
  }
}
