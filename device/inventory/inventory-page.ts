// The inventory as a page: what is kept, then every place that holds something of somebody.
import { DATA_CLASS_NAMES, DATA_CLASSES } from './data-classes.ts';
import type { InventoryLine } from './inventory.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const PARTS = [
  ['Stores and files', (where: string) => !/^(journal|message) /.test(where)],
  ['What entries of the journal tell', (where: string) => where.startsWith('journal ')],
  ['On the wire', (where: string) => where.startsWith('message ')],
] as const;

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

export function inventoryPage(lines: readonly InventoryLine[]): string {
  const classes = DATA_CLASS_NAMES.filter((name) => name !== 'none').map((name) => {
    const { label, of, what, purpose } = DATA_CLASSES[name];
    return [name, label, of, what, purpose];
  });
  const parts = PARTS.map(([title, isIn]) => {
    const rows = lines.filter(({ where }) => isIn(where)).map(cellsOf);
    return `## ${title}\n\n${table(HEAD, rows)}\n`;
  });
  return [
    '# What is kept of people',
    'Written from the tables of this folder, which a test holds against the schemas of stores, entries and messages. Periods are those of the built-in policy; `ridged data inventory` tells those that hold on a terminal.',
    `## Classes of data\n\n${table(['class', 'label', 'of', 'what', 'for'], classes)}\n`,
    ...parts,
  ].join('\n\n');
}
