// Whether one person was before the camera all the time: from how like their templates are, as a recogniser says.

export interface SameFaceFinding {
  readonly ok: boolean;
  /** Of the two that are least alike; null where none were compared. */
  readonly least: number | null;
  readonly limit: number;
}

/**
 * @param similarities of each frame's template with the first's (or with any other's of the burst), higher for more alike
 * @param limit below which the recogniser holds two for different people; its own scale, so the caller's to say. Nothing compared is not the same person.
 */
export function sameFaceThroughout(similarities: readonly number[], limit: number): SameFaceFinding {
  if (similarities.length === 0) return { ok: false, least: null, limit };
  const least = Math.min(...similarities);
  return { ok: least >= limit, least, limit };
}
