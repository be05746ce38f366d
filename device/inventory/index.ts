// What is kept of people: where, for what, for how long, and how it ends.
export { isOfTerminal, isOurs } from './data-files.ts';
export { inventory } from './inventory.ts';
export { terminalPage } from './terminal-page.ts';
