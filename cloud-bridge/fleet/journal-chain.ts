// How far a journal is whole: its entries followed one after another, over what is known to be lost. Pure.

export interface ChainPosition {
  readonly seq: number;
  /** Of the entry at `seq`; empty where that one is lost. */
  readonly hash: string;
}

export interface ChainLink {
  readonly seq: number;
  readonly previous: string;
  readonly hash: string;
}

/** End of a lost range that holds this number, or undefined. */
export type LostTo = (seq: number) => number | undefined;

export interface Walk {
  readonly position: ChainPosition;
  /** Numbers of entries that do not follow the one before. */
  readonly broken: readonly number[];
  /** False where something is missing that may still come. */
  readonly isWhole: boolean;
}

/** @param links stored entries above the position, ascending */
export function follow(from: ChainPosition, links: readonly ChainLink[], lostTo: LostTo): Walk {
  let position = from;
  const broken: number[] = [];
  for (const { seq, previous, hash } of links) {
    const before = reach(position, seq - 1, lostTo);
    if (before.seq < seq - 1) return { position: before, broken, isWhole: false };
    if (before.hash !== '' && before.hash !== previous) broken.push(seq);
    position = { seq, hash };
  }
  return { position, broken, isWhole: true };
}

/** Over lost ranges, to `seq` at most. */
function reach(from: ChainPosition, seq: number, lostTo: LostTo): ChainPosition {
  let position = from;
  while (position.seq < seq) {
    const end = lostTo(position.seq + 1);
    if (end === undefined) return position;
    position = { seq: Math.min(end, seq), hash: '' };
  }
  return position;
}
