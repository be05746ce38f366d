// What a recognition worker does: extract, pack, compare with the gallery, compare with one subject.
import type { FingerTemplate, GrayImage } from '../../../protocol/computing.ts';
import { Comparator } from '../compare.ts';
import { fuseImpressions } from '../comparison/fuse-impressions.ts';
import { extractTemplate } from '../extract.ts';
import { type PackedTemplate, prepare } from '../pack.ts';
import { openScreen } from '../screening/wasm-screen.ts';
import type { Extraction } from '../types.ts';
import { BestSubjects } from './best-subjects.ts';
import type { SubjectTemplate } from './gallery.ts';
import { type PackedBatch, packBatch, type RecordBatch } from './packing.ts';
import { type ScanResult, type ScanWork, scan } from './scan.ts';

export type RecognitionTask =
  | { readonly kind: 'ready' }
  | { readonly kind: 'extract'; readonly image: GrayImage }
  | { readonly kind: 'pack'; readonly batch: RecordBatch }
  | { readonly kind: 'scan'; readonly probe: FingerTemplate; readonly work: ScanWork }
  | { readonly kind: 'compare'; readonly probe: FingerTemplate; readonly candidates: readonly SubjectTemplate[] }
  | { readonly kind: 'die' | 'hang' };

export type RecognitionValue =
  | { readonly kind: 'ready' }
  | { readonly kind: 'extraction'; readonly extraction: Extraction }
  | { readonly kind: 'packed'; readonly batch: PackedBatch }
  | { readonly kind: 'scanned'; readonly result: ScanResult };

/** The worker's copy of a picture ends with its template. */
function extractAndWipe(image: GrayImage): Extraction {
  try {
    return extractTemplate(image);
  } finally {
    image.pixels.fill(0);
  }
}

/** Each finger with all of its impressions. The worker's copies of them end here. */
function compareAll(probe: PackedTemplate, candidates: readonly SubjectTemplate[], comparator: Comparator): ScanResult {
  const scores = new Map<number, number[]>();
  try {
    for (const { position, words } of candidates)
      scores.set(position, [...(scores.get(position) ?? []), comparator.compare(probe, words)]);
  } finally {
    comparator.end();
    for (const { words } of candidates) words.fill(0);
  }
  const best = new BestSubjects();
  for (const [position, ofFinger] of scores) best.offer({ subject: 0, position, score: fuseImpressions(ofFinger) });
  return { hits: best.hits, comparisons: candidates.length };
}

function withProbe(template: FingerTemplate, search: (probe: PackedTemplate) => ScanResult): RecognitionValue {
  const probe = prepare(template);
  try {
    return { kind: 'scanned', result: search(probe) };
  } finally {
    probe.fill(0);
  }
}

export class Recogniser {
  readonly #comparator = new Comparator();
  readonly #tools = { screen: openScreen(), comparator: this.#comparator };

  handle(task: RecognitionTask): RecognitionValue {
    switch (task.kind) {
      case 'ready':
        return { kind: 'ready' };
      case 'extract':
        return { kind: 'extraction', extraction: extractAndWipe(task.image) };
      case 'pack':
        return { kind: 'packed', batch: packBatch(task.batch) };
      case 'scan':
        return withProbe(task.probe, (probe) => scan(probe, task.work, this.#tools));
      case 'compare':
        return withProbe(task.probe, (probe) => compareAll(probe, task.candidates, this.#comparator));
      case 'die':
        return die();
      case 'hang':
        return hang();
    }
  }
}

/** The bench and the tests ask for it; the pool reports WORKER_LOST and starts another. */
const die = (): never => process.exit(1);

/** As a bug would; the pool ends the thread. */
function hang(): never {
  for (;;);
}

/** For who asked one thing and must not get another. */
export function expectKind<K extends RecognitionValue['kind']>(
  value: RecognitionValue,
  kind: K,
): Extract<RecognitionValue, { kind: K }> {
  if (isKind(value, kind)) return value;
  throw new Error(`the worker answered ${value.kind} where ${kind} was due`);
}

const isKind = <K extends RecognitionValue['kind']>(
  value: RecognitionValue,
  kind: K,
): value is Extract<RecognitionValue, { kind: K }> => value.kind === kind;
