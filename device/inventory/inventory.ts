// The inventory, line by line: for oversight, for an impact assessment, and for whoever asks what is kept of them.
import {
  DATA_CLASSES,
  type DataClassName,
  type InventoryLine,
  type JournalEvent,
  inventoryLine as line,
} from '../../protocol/index.ts';
import type { Policy } from '../config/index.ts';
import { DATA_FILES } from './data-files.ts';
import { JOURNAL_FIELDS } from './journal-fields.ts';
import { keepingOfEvent, keepings } from './keeping.ts';
import { STORE_COLUMNS } from './store-columns.ts';
import { MESSAGES } from './wire-fields.ts';

/** What holds something of somebody, by the policy that holds; with `all` also what does not. */
export const inventory = (policy: Policy, { all = false } = {}): readonly InventoryLine[] =>
  [...ofStores(policy), ...ofFiles(policy), ...ofEvents(policy), ...ofMessages(policy)].filter(
    ({ label }) => all || label !== 'none',
  );

const ofStores = (policy: Policy): readonly InventoryLine[] =>
  Object.entries(STORE_COLUMNS).flatMap(([store, tables]) =>
    Object.entries(tables).flatMap(([table, { keeping, columns }]) =>
      Object.entries(columns).map(([column, { as, holds, key, why }]) =>
        line(holds, {
          ...{ where: `${store}.db ${table}`, fields: [column], kept: as, key: key ?? null, why: why ?? '' },
          ...keepings(policy)[keeping],
        }),
      ),
    ),
  );

const ofFiles = (policy: Policy): readonly InventoryLine[] =>
  DATA_FILES.map(({ name, holds, as, key, why, keeping }) =>
    line(holds, { where: name, fields: [], kept: as, key: key ?? null, why: why ?? '', ...keepings(policy)[keeping] }),
  );

const ofEvents = (policy: Policy): readonly InventoryLine[] =>
  eventsOf().flatMap((event) =>
    perClass(JOURNAL_FIELDS[event]).map(([holds, fields]) =>
      line(holds, {
        ...{ where: `journal ${event}`, fields, kept: 'sealed', key: 'journal', why: '' },
        ...keepingOfEvent(event, policy),
      }),
    ),
  );

const eventsOf = (): readonly JournalEvent[] =>
  Object.keys(JOURNAL_FIELDS).filter((event): event is JournalEvent => event in JOURNAL_FIELDS);

const ofMessages = (policy: Policy): readonly InventoryLine[] =>
  Object.entries(MESSAGES).flatMap(([message, { sealedTo, fields }]) =>
    perClass(fields).map(([holds, paths]) => {
      const isSealed = sealedTo !== 'signed';
      const how = isSealed
        ? ({ kept: 'sealed', key: `of the ${sealedTo}`, why: '' } as const)
        : ({
            kept: 'plain',
            key: null,
            why: 'signed, within TLS: the broker reads it, and nobody without the fleet’s store knows whose it is',
          } as const);
      return line(holds, { where: `message ${message}`, fields: paths, ...how, ...keepings(policy).wire });
    }),
  );

type Fields = Readonly<Partial<Record<DataClassName, readonly string[]>>>;

const perClass = (fields: Fields): readonly (readonly [DataClassName, readonly string[]])[] =>
  Object.entries(fields).flatMap(([holds, paths]) =>
    isClass(holds) && paths.length > 0 ? [[holds, paths] as const] : [],
  );

const isClass = (name: string): name is DataClassName => name in DATA_CLASSES;
