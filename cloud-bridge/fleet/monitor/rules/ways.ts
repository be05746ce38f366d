// How long a way takes between two sites at least: named pairs, and one figure for all others.
export interface Way {
  readonly between: readonly [string, string];
  readonly minutes: number;
}

export type Ways = readonly Way[];

/** In either direction; undefined where nobody has named it. */
export const minutesBetween = (ways: Ways, from: string, to: string): number | undefined =>
  ways.find(({ between: [a, b] }) => (a === from && b === to) || (a === to && b === from))?.minutes;
