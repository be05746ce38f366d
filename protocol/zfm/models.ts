// What is known of each kind of module: its window and the resolution that its data sheet claims.

export interface ZfmModel {
  readonly widthPx: number;
  readonly heightPx: number;
  /** As the data sheet says, not as measured. 256 px over a 14 mm window are 464 dpi: calibrate and configure `dpi`. */
  readonly claimedDpi: number;
}

const models = <N extends string>(table: Readonly<Record<N, ZfmModel>>): Readonly<Record<N, ZfmModel>> => table;

export const zfmModels = models({
  'zfm-20': { widthPx: 256, heightPx: 288, claimedDpi: 500 },
  as608: { widthPx: 256, heightPx: 288, claimedDpi: 500 },
  r503: { widthPx: 192, heightPx: 192, claimedDpi: 508 },
});
export type ZfmModelName = keyof typeof zfmModels;

/** System ids do not tell clones apart (0 and 9 are both seen on 256x288 modules), so a model is configured, not guessed. */
export const DEFAULT_ZFM_MODEL: ZfmModelName = 'zfm-20';
