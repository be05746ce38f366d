// What a fleet keeps of people, line by line: for oversight, for an impact assessment, and for whoever asks what is kept of them.
import { type InventoryLine, inventoryLine, inventoryPage } from '../../../protocol/index.ts';
import {
  columnsOf,
  FLEET_COLUMNS,
  FLEET_STORES,
  type FleetStoreName,
  type FleetTable,
  POSTGRES_ONLY,
} from './fleet-columns.ts';
import { FLEET_KEEPING } from './fleet-keeping.ts';

export type FleetPlace = { readonly file: string } | 'postgres';

const PLAIN =
  'searched and joined by: the disk, the database’s roles and its backups are the fleet’s own to guard; a terminal sees nothing of it';

const KEY = 'templates (FILE.templates.key.json)';

/** What holds something of somebody; with `all` also what does not. @param place `file`: its name alone */
export const fleetInventory = (place: FleetPlace, { all = false } = {}): readonly InventoryLine[] =>
  storeNames()
    .flatMap((store) =>
      Object.entries(FLEET_COLUMNS[store]).flatMap(([name, table]) =>
        linesOf(`${place === 'postgres' ? FLEET_STORES[store] : `${place.file}${store}`} ${name}`, {
          ...table,
          plain:
            place === 'postgres' ? joined(table.plain, POSTGRES_ONLY[store === '' ? name : ''] ?? {}) : table.plain,
        }),
      ),
    )
    .filter(({ label }) => all || label !== 'none');

export const storeNames = (): readonly FleetStoreName[] =>
  Object.keys(FLEET_STORES).filter((name): name is FleetStoreName => name in FLEET_STORES);

function joined(one: FleetTable['plain'], other: FleetTable['plain']): FleetTable['plain'] {
  const both = columnsOf(other).map(([name, columns]) => [name, [one[name], ...columns].filter(Boolean).join(' ')]);
  return { ...one, ...Object.fromEntries(both) };
}

function linesOf(where: string, { keeping, plain, sealed }: FleetTable): readonly InventoryLine[] {
  const ends = FLEET_KEEPING[keeping];
  return [
    ...columnsOf(plain).map(([holds, fields]) =>
      inventoryLine(holds, { where, fields, kept: 'plain', key: null, why: PLAIN, ...ends }),
    ),
    ...columnsOf(sealed).map(([holds, fields]) =>
      inventoryLine(holds, { where, fields, kept: 'sealed', key: KEY, why: '', ...ends }),
    ),
  ];
}

export const fleetPage = (lines: readonly InventoryLine[]): string =>
  inventoryPage(lines, {
    title: 'What a fleet keeps of people',
    intro:
      'Written from the tables of this folder, which a test holds against those of a fleet that has just begun (`ridgectl data inventory`). What terminals keep: `ridged data inventory`, device/inventory. What entries tell, field by field, stands there too.',
    parts: [['Tables', () => true]],
  });
