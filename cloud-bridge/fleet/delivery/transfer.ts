// One change on its way to one terminal, cut into parts that can be sent again.
import { randomBytes } from 'node:crypto';
import { type DesiredPerson, MOST_PARTS, PART_BYTES, type PeoplePart } from '../../../protocol/index.ts';
import type { NextChange } from '../register/deliveries.ts';

/** About what a person weighs whose templates are not looked at yet: two fingers of three impressions. */
const PERSON_BYTES = 4500;
/** Tombstones are short. */
const REMOVED_IN_PART = 5000;

interface Cut {
  readonly put: readonly string[];
  readonly remove: readonly string[];
}

export class Transfer {
  readonly id = randomBytes(16).toString('base64url');
  readonly change: NextChange;
  readonly #cuts: readonly Cut[];

  constructor(change: NextChange) {
    this.change = change;
    this.#cuts = cut(change);
  }

  get parts(): number {
    return this.#cuts.length;
  }

  /** Whom part `number` puts, 1 to `parts`. */
  whomIn(number: number): readonly string[] {
    return this.#cuts[number - 1]?.put ?? [];
  }

  part(number: number, put: readonly DesiredPerson[], offlineForMs: number | null): PeoplePart {
    const { from, to } = this.change;
    const remove = this.#cuts[number - 1]?.remove ?? [];
    return { transfer: this.id, part: number, parts: this.parts, from, to, offlineForMs, put, remove };
  }
}

function cut({ put, remove }: NextChange): readonly Cut[] {
  const size = Math.max(Math.floor(PART_BYTES / PERSON_BYTES), Math.ceil(put.length / MOST_PARTS));
  const cuts: Cut[] = [];
  for (let from = 0; from < put.length; from += size) cuts.push({ put: put.slice(from, from + size), remove: [] });
  for (let from = 0; from < remove.length; from += REMOVED_IN_PART)
    cuts.push({ put: [], remove: remove.slice(from, from + REMOVED_IN_PART) });
  return cuts.length > 0 ? cuts : [{ put: [], remove: [] }];
}
