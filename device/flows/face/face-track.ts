// One person before the camera, from the first good frame to the last: who leaves, or is joined, ends the visit.
import type { Face, FaceBox } from '../../../models/index.ts';
import { VisitEnd } from '../visit-end.ts';

export interface TrackRules {
  /** How long no face may be seen, from the first frame without one: a slow machine that missed one frame misses nobody. */
  readonly absentMs: number;
  /** Another face in every frame for so long is no passer-by's. */
  readonly crowdedMs: number;
  /** A face that lies elsewhere from one frame to the next is another face. */
  readonly leastOverlap: number;
}

export class FaceTrack {
  readonly #rules: TrackRules;
  #last: FaceBox | undefined;
  #absentSinceMs: number | undefined;
  #crowdedSinceMs: number | undefined;
  #gaps = 0;

  constructor(rules: TrackRules) {
    this.#rules = rules;
  }

  /** How often the face was gone, or jumped, and the capture began anew. */
  get gaps(): number {
    return this.#gaps;
  }

  /**
   * The face of this frame, if it is the one of the track. `strict` once there is something to lose: then an absence, a jump
   * or company end the visit; before, they only begin the track anew.
   * @throws VisitEnd face-left, face-changed, second-person
   */
  see(faces: readonly Face[], atMs: number, strict: boolean): Face | undefined {
    this.#watchCrowd(faces.length, atMs, strict);
    const [face] = faces;
    if (!face) return this.#absent(atMs, strict);
    this.#absentSinceMs = undefined;
    const isElsewhere = this.#last !== undefined && overlap(this.#last, face.box) < this.#rules.leastOverlap;
    if (isElsewhere) {
      this.#gaps += 1;
      if (strict) throw new VisitEnd('face-changed');
    }
    this.#last = face.box;
    return isElsewhere || faces.length > 1 ? undefined : face;
  }

  #watchCrowd(count: number, atMs: number, strict: boolean): void {
    this.#crowdedSinceMs = count > 1 ? (this.#crowdedSinceMs ?? atMs) : undefined;
    const forMs = this.#crowdedSinceMs === undefined ? 0 : atMs - this.#crowdedSinceMs;
    if (strict && forMs >= this.#rules.crowdedMs) throw new VisitEnd('second-person');
  }

  #absent(atMs: number, strict: boolean): undefined {
    this.#absentSinceMs ??= atMs;
    if (!this.#last || atMs - this.#absentSinceMs <= this.#rules.absentMs) return undefined;
    if (strict) throw new VisitEnd('face-left');
    this.#gaps += 1;
    this.#last = undefined;
    return undefined;
  }
}

/** Shared area over joint area, 0 to 1. */
export function overlap(a: FaceBox, b: FaceBox): number {
  const widthPx = Math.min(a.leftPx + a.widthPx, b.leftPx + b.widthPx) - Math.max(a.leftPx, b.leftPx);
  const heightPx = Math.min(a.topPx + a.heightPx, b.topPx + b.heightPx) - Math.max(a.topPx, b.topPx);
  if (widthPx <= 0 || heightPx <= 0) return 0;
  const shared = widthPx * heightPx;
  return shared / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared);
}
