// One change on its way to one terminal, cut into parts that can be sent again.
import { randomBytes } from 'node:crypto';
import { MOST_PARTS, PART_BYTES, type PeoplePart } from '../../../protocol/index.ts';
import type { NextChange } from '../register/deliveries.ts';

/** About what a person weighs beside their templates. */
const PERSON_BYTES = 600;
/** Tombstones are short. */
const REMOVED_IN_PART = 5000;

interface Cut {
  readonly put: string[];
  readonly remove: readonly string[];
}

/** About what the templates of each person weigh, in bytes. */
export type Weights = ReadonlyMap<string, number>;

/** What is said in a part beside the change itself. */
export type PartContents = Pick<PeoplePart, 'put' | 'offlineForMs' | 'challenge'>;

export class Transfer {
  readonly id = randomBytes(16).toString('base64url');
  readonly change: NextChange;
  readonly #cuts: readonly Cut[];

  constructor(change: NextChange, weights: Weights) {
    this.change = change;
    this.#cuts = cut(change, weights);
  }

  get parts(): number {
    return this.#cuts.length;
  }

  /** Whom part `number` puts, 1 to `parts`. */
  whomIn(number: number): readonly string[] {
    return this.#cuts[number - 1]?.put ?? [];
  }

  part(number: number, { put, offlineForMs, challenge }: PartContents): PeoplePart {
    const { from, to } = this.change;
    const remove = this.#cuts[number - 1]?.remove ?? [];
    return { transfer: this.id, part: number, parts: this.parts, challenge, from, to, offlineForMs, put, remove };
  }
}

function cut({ put, remove }: NextChange, weights: Weights): readonly Cut[] {
  const weightOf = (id: string): number => PERSON_BYTES + (weights.get(id) ?? 0);
  const total = put.reduce((sum, id) => sum + weightOf(id), 0);
  // More than there may be parts would be: then each weighs more.
  const mostBytes = Math.max(PART_BYTES, Math.ceil((2 * total) / MOST_PARTS));
  const cuts: Cut[] = [];
  let room = 0;
  for (const id of put) {
    if (weightOf(id) > room) {
      cuts.push({ put: [], remove: [] });
      room = mostBytes;
    }
    cuts.at(-1)?.put.push(id);
    room -= weightOf(id);
  }
  for (let from = 0; from < remove.length; from += REMOVED_IN_PART)
    cuts.push({ put: [], remove: remove.slice(from, from + REMOVED_IN_PART) });
  return cuts.length > 0 ? cuts : [{ put: [], remove: [] }];
}
