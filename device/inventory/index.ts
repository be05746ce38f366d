// What is kept of people: where, for what, for how long, and how it ends.
export { DATA_CLASSES, type DataClassName } from './data-classes.ts';
export { isOurs } from './data-files.ts';
export { type InventoryLine, inventory } from './inventory.ts';
export { inventoryPage } from './inventory-page.ts';
