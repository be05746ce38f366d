// ridged finger extract: a picture becomes a minutiae record, and says how good it is.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { drawTraced, extractTemplate, type Trace, type Traced } from '../../../models/laboratory.ts';
import { encodeFingerMinutiae, type GrayImage } from '../../../protocol/index.ts';
import { readGrayImage } from '../../images/read-gray-image.ts';
import type { CommandResult } from '../run-command.ts';
import type { Finish } from './finish.ts';
import { wholeFrom } from './whole-number.ts';
import { assertWritable } from './writable.ts';

export interface ExtractOptions {
  readonly dpi: number;
  /** Where the ISO/IEC 19794-2:2005 record goes. */
  readonly out?: string;
  /** Folder for a picture of each stage. */
  readonly trace?: string;
}

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE */
export async function extract(path: string, { dpi, out, trace }: ExtractOptions): Promise<CommandResult> {
  const image = await readGrayImage(path, dpi);
  if (out !== undefined) await assertWritable(out);
  const stages = new Map<string, Traced>();
  const note: Trace = (stage, made) => void stages.set(stage, made);
  const startedMs = performance.now();
  const { template, quality } = trace === undefined ? extractTemplate(image) : extractTemplate(image, note);
  const milliseconds = Number((performance.now() - startedMs).toFixed(1));
  if (out !== undefined) await writeFile(out, encodeFingerMinutiae(template));
  if (trace !== undefined) await drawStages(trace, stages);
  const reasons = quality.reasons.length > 0 ? ` (${quality.reasons.join(', ')})` : '';
  return {
    json: { minutiae: template.minutiae.length, quality, milliseconds },
    text: `${template.minutiae.length} minutiae, quality ${quality.score} of 100${reasons}, ${milliseconds} ms`,
    exitCode: template.minutiae.length > 0 ? 0 : 1,
  };
}

async function drawStages(folder: string, stages: ReadonlyMap<string, Traced>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [stage, made] of stages) await writePng(join(folder, `${stage}.png`), drawTraced(made));
}

async function writePng(path: string, { widthPx, heightPx, pixels }: GrayImage): Promise<void> {
  const { default: sharp } = await import('sharp');
  await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .png()
    .toFile(path);
}

export const extractCommand = (finish: Finish): Command =>
  new Command('extract')
    .description('minutiae and quality of a picture of a finger')
    .argument('<image>', 'PNG, TIFF, BMP or JPEG')
    .option('--dpi <n>', 'resolution of the picture', wholeFrom(250, 1200), 500)
    .option('--out <file>', 'write the minutiae as an ISO/IEC 19794-2:2005 record')
    .option('--trace <dir>', 'write a picture of each stage')
    .action((image: string, options: ExtractOptions) => finish(() => extract(image, options)));
