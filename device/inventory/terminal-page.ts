// The inventory of a terminal as a page: what is kept, then every place that holds something of somebody.
import { type InventoryLine, inventoryPage } from '../../protocol/index.ts';

export const terminalPage = (lines: readonly InventoryLine[]): string =>
  inventoryPage(lines, {
    title: 'What is kept of people',
    intro:
      'Written from the tables of this folder, which a test holds against the schemas of stores, entries and messages. Periods are those of the built-in policy; `ridged data inventory` tells those that hold on a terminal.',
    parts: [
      ['Stores and files', (where) => !/^(journal|message) /.test(where)],
      ['What entries of the journal tell', (where) => where.startsWith('journal ')],
      ['On the wire', (where) => where.startsWith('message ')],
    ],
  });
