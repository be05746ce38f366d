// A folder of prints, `<finger>_<impression>.png|tif`, extracted and ready for comparison.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type PackedTemplate, prepare, qualityOf } from '../../../models/index.ts';
import { extractTemplate } from '../../../models/laboratory.ts';
import { type GrayImage, isFault, KioskError } from '../../../protocol/index.ts';
import { readGrayImage } from '../../images/read-gray-image.ts';

const PRINT = /^(.+)_(\d+)\.(?:png|tiff?)$/i;
const USUAL_DPI = 500;

export interface PrintOf {
  /** File name without its ending. */
  readonly name: string;
  readonly finger: string;
  readonly impression: number;
  /** `undefined` where nothing could be extracted. */
  readonly template: PackedTemplate | undefined;
  /** How many were found; 0 where nothing could be extracted. */
  readonly minutiae: number;
  /** 0 to 100; 0 where nothing could be extracted. */
  readonly quality: number;
  /** What the quality was weighed from, in the order of `QUALITY_SIGNS`; empty for a picture of no finger's size. */
  readonly signs: readonly number[];
}

export interface PrintSet {
  readonly name: string;
  readonly prints: readonly PrintOf[];
  readonly extractMs: readonly number[];
}

export interface SetPlace {
  readonly folder: string;
  readonly dpi: number;
}

/** `DIR` or `DIR@DPI`. @throws KioskError USAGE */
export function parseSetPlace(text: string): SetPlace {
  const [, folder = text, dpiText] = /^(.*)@(\d+)$/.exec(text) ?? [];
  const dpi = dpiText === undefined ? USUAL_DPI : Number(dpiText);
  if (folder === '') throw new KioskError('USAGE', { set: text });
  return { folder, dpi };
}

/**
 * `see`: what becomes of each picture before it is extracted, such as a sensor's window.
 * @throws KioskError USAGE for a folder without prints; IMAGE_UNREADABLE
 */
export async function readPrintSet(
  { folder, dpi }: SetPlace,
  signal: AbortSignal,
  see: (picture: GrayImage) => GrayImage = (picture) => picture,
): Promise<PrintSet> {
  const prints: PrintOf[] = [];
  const extractMs: number[] = [];
  for (const { path, name, finger, impression } of await listPrints({ folder, dpi })) {
    signal.throwIfAborted();
    const image = see(await readGrayImage(path, dpi));
    const startedMs = performance.now();
    const extracted = extractedFrom(image);
    extractMs.push(performance.now() - startedMs);
    prints.push({ name, finger, impression, ...extracted });
  }
  return { name: basename(folder), prints, extractMs };
}

export interface PrintFile {
  readonly path: string;
  /** File name without its ending. */
  readonly name: string;
  readonly finger: string;
  readonly impression: number;
}

/** In the order of fingers and impressions. @throws KioskError USAGE for a folder without prints */
export async function listPrints({ folder }: SetPlace): Promise<readonly PrintFile[]> {
  return (await printFiles(folder)).map((file) => {
    const [, finger = '', impression = ''] = PRINT.exec(file) ?? [];
    return { path: join(folder, file), name: file.replace(/\.[^.]+$/, ''), finger, impression: Number(impression) };
  });
}

async function printFiles(folder: string): Promise<readonly string[]> {
  try {
    const files = (await readdir(folder)).filter((name) => PRINT.test(name));
    if (files.length === 0)
      throw new KioskError('USAGE', { folder, why: 'holds no <finger>_<impression>.png or .tif' });
    return files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('USAGE', { folder, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

type Extracted = Pick<PrintOf, 'template' | 'minutiae' | 'quality' | 'signs'>;
const NOTHING: Extracted = { template: undefined, minutiae: 0, quality: 0, signs: [] };

/** A picture without a finger, or of a size that no finger has, is a failed extraction: part of what is evaluated. */
function extractedFrom(image: GrayImage): Extracted {
  try {
    const { template, signs = [] } = extractTemplate(image);
    const isSomething = template.minutiae.length > 0 || template.ridges?.samples.some(Boolean);
    if (!isSomething) return { ...NOTHING, signs };
    const packed = prepare(template);
    return { template: packed, minutiae: template.minutiae.length, quality: qualityOf(packed), signs };
  } catch (error) {
    if (isFault(error, 'IMAGE_SIZE')) return NOTHING;
    throw error;
  }
}
