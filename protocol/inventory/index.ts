// What is kept of people, as terminals and fleets tell of it.
export * from './data-classes.ts';
export * from './inventory-line.ts';
export * from './inventory-page.ts';
