// One line of an inventory: what lies where of whom, for what, for how long, and how it ends.
import { DATA_CLASSES, type DataClassName, type Label } from './data-classes.ts';

export interface Keeping {
  readonly retention: string;
  readonly destruction: string;
}

export interface InventoryLine extends Keeping {
  /** Store, file, event or message. */
  readonly where: string;
  /** Columns or fields of it; empty of a file. */
  readonly fields: readonly string[];
  readonly dataClass: DataClassName;
  readonly label: Label;
  readonly purpose: string;
  readonly kept: 'sealed' | 'hashed' | 'plain';
  /** Null where it is under none. */
  readonly key: string | null;
  /** Why it may be like that; empty where it is sealed. */
  readonly why: string;
}

export type InventoryPlace = Pick<InventoryLine, 'where' | 'fields' | 'kept' | 'key' | 'why'> & Keeping;

export const inventoryLine = (dataClass: DataClassName, place: InventoryPlace): InventoryLine => {
  const { label, purpose } = DATA_CLASSES[dataClass];
  return { ...place, dataClass, label, purpose };
};
