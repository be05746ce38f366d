// Reads labelled pictures and measures the texture of each.
import { join } from 'node:path';
import { extractTemplate, type GroupedSample, textureStatistics } from '../../../../models/index.ts';
import type { FingerTemplate, GrayImage } from '../../../../protocol/index.ts';
import { asModuleSees } from '../../../images/as-module-sees.ts';
import { readGrayImage } from '../../../images/read-gray-image.ts';
import type { Label } from './labels.ts';

export interface MeasureOptions {
  /** Also as a sensor module hands pictures on: a smaller window, four bits a pixel. Another sensor then. */
  readonly module: boolean;
}

export interface MeasuredPrint extends Label {
  /** As the texture model names it: the sensor of the label, and `module` where it is a module's view. */
  readonly seenBy: string;
  readonly template: FingerTemplate;
  /** Undefined where too little of the picture is ridges. */
  readonly statistics: readonly number[] | undefined;
  readonly measureMs: number;
}

type View = readonly [suffix: string, see: (picture: GrayImage) => GrayImage];
const WHOLE: View = ['', (picture) => picture];
const MODULE: View = ['/module', asModuleSees];

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE */
export async function measureLabelled(
  folder: string,
  labels: readonly Label[],
  { module, signal }: MeasureOptions & { readonly signal: AbortSignal },
): Promise<readonly MeasuredPrint[]> {
  const measured: MeasuredPrint[] = [];
  for (const label of labels) {
    signal.throwIfAborted();
    const picture = await readGrayImage(join(folder, label.file), label.dpi);
    for (const [suffix, see] of module ? [WHOLE, MODULE] : [WHOLE])
      measured.push({ ...label, seenBy: `${label.sensor}${suffix}`, ...measure(see(picture)) });
  }
  return measured;
}

function measure(image: GrayImage): Pick<MeasuredPrint, 'template' | 'statistics' | 'measureMs'> {
  const { ridges, ...template } = extractTemplate(image).template;
  const startedMs = performance.now();
  const statistics = textureStatistics(image, ridges);
  return { template, statistics, measureMs: performance.now() - startedMs };
}

/** What a texture model is trained on and tested with; prints with too little ridge are left out. */
export const samplesOf = (prints: readonly MeasuredPrint[]): readonly (GroupedSample & { print: MeasuredPrint })[] =>
  prints.flatMap((print) => {
    const { finger, statistics: values, seenBy: sensor, sensor: device, train } = print;
    const of = { print, class: print.class, finger: `${device}/${finger}`, sensor, device, trains: train === 'yes' };
    return values ? [{ ...of, values }] : [];
  });
