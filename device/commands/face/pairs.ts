// A list of pairs of photos, and their scores.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FaceEngine, FaceTemplate } from '../../../models/index.ts';
import { isFault, KioskError } from '../../../protocol/index.ts';
import { asCardHolds } from '../../images/as-card-holds.ts';
import { type PhotoTemplate, photoTemplate } from './photo-template.ts';

export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly isGenuine: boolean;
}

export interface ScoredPair extends Pair {
  /** 0 where one of the photos gave no template. */
  readonly score: number;
}

const MOST_PAIRS = 200_000;
const LINE = /^"?([^",]+)"?,"?([^",]+)"?,([01])$/;

/** Paths are from the folder of the list. @throws KioskError USAGE with the first line that is none */
export async function readPairs(file: string): Promise<readonly Pair[]> {
  const lines = (await textOf(file)).split(/\r?\n/).map((text, index) => ({ text: text.trim(), line: index + 1 }));
  const [header, ...rest] = lines;
  const given = (header && LINE.test(header.text) ? lines : rest).filter(({ text }) => text !== '');
  if (given.length === 0 || given.length > MOST_PAIRS)
    throw new KioskError('USAGE', { file, pairs: given.length, why: 'a list of pairs "a,b,genuine" is due' });
  return given.map(({ text, line }) => {
    const [, a, b, genuine] = LINE.exec(text) ?? [];
    if (!a || !b) throw new KioskError('USAGE', { file, line, why: 'a line is a photo, another, and 1 or 0' });
    return { a, b, isGenuine: genuine === '1' };
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new KioskError('USAGE', { file, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

/** Each photo once, however many pairs it is in, as it is and as the chip of a card would hold it. */
export class PairTemplates {
  readonly #engine: FaceEngine;
  readonly #folder: string;
  readonly #photos = new Map<string, PhotoTemplate>();
  readonly #cards = new Map<string, FaceTemplate | undefined>();
  readonly extractMs: number[] = [];

  constructor(engine: FaceEngine, file: string) {
    this.#engine = engine;
    this.#folder = dirname(resolve(file));
  }

  get counts(): { readonly images: number; readonly failures: number } {
    const failures = [...this.#photos.values()].filter(({ kind }) => kind === 'none').length;
    return { images: this.#photos.size, failures };
  }

  async photo(path: string, signal: AbortSignal): Promise<FaceTemplate | undefined> {
    const made = await this.#made(path, signal);
    return made.kind === 'template' ? made.template : undefined;
  }

  async card(path: string, signal: AbortSignal): Promise<FaceTemplate | undefined> {
    const made = await this.#made(path, signal);
    if (made.kind === 'none') return undefined;
    if (!this.#cards.has(path)) {
      const reference = await this.#engine.reference(await asCardHolds(made.image, made.face), signal);
      this.#cards.set(path, reference.kind === 'reference' ? reference.template : undefined);
    }
    return this.#cards.get(path);
  }

  async #made(path: string, signal: AbortSignal): Promise<PhotoTemplate> {
    const known = this.#photos.get(path);
    if (known) return known;
    const startedMs = performance.now();
    const made = await photoTemplate(this.#engine, resolve(this.#folder, path), signal).catch(unreadable);
    this.extractMs.push(performance.now() - startedMs);
    this.#photos.set(path, made);
    return made;
  }
}

/** In a list a file that is no picture is a failure to acquire; the weights being gone is not. */
function unreadable(fault: unknown): PhotoTemplate {
  if (isFault(fault, 'IMAGE_UNREADABLE') || isFault(fault, 'IMAGE_SIZE')) return { kind: 'none', reason: 'unreadable' };
  throw fault;
}

/** What is compared with what: photos as they are, or as a card holds them. */
export type Condition = readonly [a: 'photo' | 'card', b: 'photo' | 'card'];

export async function scorePairs(
  pairs: readonly Pair[],
  { engine, templates, condition }: { engine: FaceEngine; templates: PairTemplates; condition: Condition },
  signal: AbortSignal,
): Promise<readonly ScoredPair[]> {
  const scored: ScoredPair[] = [];
  for (const pair of pairs) {
    const [a, b] = [await templates[condition[0]](pair.a, signal), await templates[condition[1]](pair.b, signal)];
    scored.push({ ...pair, score: a && b ? engine.likeness(a, b) : 0 });
  }
  return scored;
}
