// Reads labelled pictures and measures the texture of each.
import { join } from 'node:path';
import type { TextureFinding, TexturePad } from '../../../../models/index.ts';
import { extractTemplate, type GroupedSample, textureStatistics } from '../../../../models/laboratory.ts';
import type { FingerTemplate, GrayImage } from '../../../../protocol/index.ts';
import { asModuleSees } from '../../../images/as-module-sees.ts';
import { readGrayImage } from '../../../images/read-gray-image.ts';
import type { Label } from './labels.ts';

export interface MeasureOptions {
  /** Also as a sensor module hands pictures on: a smaller window, four bits a pixel. Another sensor then. */
  readonly module: boolean;
  /** Asked about each picture, beside the statistics. */
  readonly texture?: TexturePad | undefined;
}

export interface MeasuredPrint extends Label {
  /** As the texture model names it: the sensor of the label, and `module` where it is a module's view. */
  readonly seenBy: string;
  readonly template: FingerTemplate;
  /** Undefined where too little of the picture is ridges. */
  readonly statistics: readonly number[] | undefined;
  /** What `texture` said. */
  readonly finding: TextureFinding | undefined;
  /** Of `texture` where one was given, else of the statistics. */
  readonly measureMs: number;
}

type View = readonly [suffix: string, see: (picture: GrayImage) => GrayImage];
const WHOLE: View = ['', (picture) => picture];
const MODULE: View = ['/module', asModuleSees];

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE */
export async function measureLabelled(
  folder: string,
  labels: readonly Label[],
  { module, texture, signal }: MeasureOptions & { readonly signal: AbortSignal },
): Promise<readonly MeasuredPrint[]> {
  const measured: MeasuredPrint[] = [];
  for (const label of labels) {
    signal.throwIfAborted();
    const picture = await readGrayImage(join(folder, label.file), label.dpi);
    for (const [suffix, see] of module ? [WHOLE, MODULE] : [WHOLE])
      measured.push({
        ...label,
        seenBy: `${label.sensor}${suffix}`,
        ...(await measure(see(picture), texture, signal)),
      });
  }
  return measured;
}

type Measured = Pick<MeasuredPrint, 'template' | 'statistics' | 'finding' | 'measureMs'>;

async function measure(image: GrayImage, texture: TexturePad | undefined, signal: AbortSignal): Promise<Measured> {
  const whole = extractTemplate(image).template;
  const { ridges, ...template } = whole;
  const startedMs = performance.now();
  const statistics = textureStatistics(image, ridges);
  const lookedMs = performance.now();
  const finding = await texture?.assess({ image, template: whole }, signal);
  const measureMs = finding ? performance.now() - lookedMs : lookedMs - startedMs;
  return { template, statistics, finding, measureMs };
}

/** What a texture model is trained on and tested with; prints with too little ridge are left out. */
export const samplesOf = (prints: readonly MeasuredPrint[]): readonly (GroupedSample & { print: MeasuredPrint })[] =>
  prints.flatMap((print) => {
    const { finger, statistics: values, seenBy: sensor, sensor: device, train } = print;
    const of = { print, class: print.class, finger: `${device}/${finger}`, sensor, device, trains: train === 'yes' };
    return values ? [{ ...of, values }] : [];
  });
