// What the commands of the ordeal share: whom they start, and how they tell what they have counted.
import { join } from 'node:path';

const built = (...path: readonly string[]): string => join(import.meta.dirname, '..', '..', ...path);

export const programs = {
  ridged: built('device', 'ridged.js'),
  ridgectl: built('cloud-bridge', 'fleet', 'ridgectl.js'),
};

export const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Rows of a table, by name. */
export const countsOf = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `| ${name} | ${count} |`);
