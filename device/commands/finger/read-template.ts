// A finger on the command line: a picture, or a minutiae record written earlier.
import { readFile } from 'node:fs/promises';
import { extractTemplate } from '../../../models/laboratory.ts';
import { decodeFingerMinutiae, type FingerTemplate, KioskError } from '../../../protocol/index.ts';
import { readGrayImage } from '../../images/read-gray-image.ts';

/** One finger's record is some hundred bytes. */
const MOST_BYTES = 65_536;

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE, TEMPLATE_MALFORMED */
export async function readTemplate(path: string, dpi: number): Promise<FingerTemplate> {
  if (path.toLowerCase().endsWith('.fmr')) return decodeFingerMinutiae(await readRecord(path));
  return extractTemplate(await readGrayImage(path, dpi)).template;
}

async function readRecord(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    return new Uint8Array(bytes.subarray(0, MOST_BYTES));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new KioskError('TEMPLATE_MALFORMED', { file: path, why }, cause);
  }
}
