// The inventory as a page: what is kept, then every place that holds something of somebody.
import { DATA_CLASS_NAMES, DATA_CLASSES } from './data-classes.ts';
import type { InventoryLine } from './inventory-line.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const HEAD = ['where', 'fields', 'class', 'kept', 'until', 'how it ends'];

const cellsOf = ({
  where,
  fields,
  dataClass,
  kept,
  key,
  why,
  retention,
  destruction,
}: InventoryLine): readonly string[] => [
  where,
  fields.map((field) => `\`${field}\``).join(' '),
  dataClass,
  [key === null ? kept : `${kept}: ${key}`, why].filter(Boolean).join('; '),
  retention,
  destruction,
];

export interface InventoryPageAbout {
  readonly title: string;
  readonly intro: string;
  /** Titles of its parts, and which lines are in each. */
  readonly parts: readonly (readonly [title: string, isIn: (where: string) => boolean])[];
}

export function inventoryPage(
  lines: readonly InventoryLine[],
  { title, intro, parts: titles }: InventoryPageAbout,
): string {
  const held = new Set(lines.map(({ dataClass }) => dataClass));
  const classes = DATA_CLASS_NAMES.filter((name) => name !== 'none' && held.has(name)).map((name) => {
    const { label, of, what, purpose } = DATA_CLASSES[name];
    return [name, label, of, what, purpose];
  });
  const parts = titles.map(([head, isIn]) => {
    const rows = lines.filter(({ where }) => isIn(where)).map(cellsOf);
    return `## ${head}\n\n${table(HEAD, rows)}\n`;
  });
  return [
    `# ${title}`,
    intro,
    `## Classes of data\n\n${table(['class', 'label', 'of', 'what', 'for'], classes)}\n`,
    ...parts,
  ].join('\n\n');
}
