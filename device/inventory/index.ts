// What is kept of people, where, for what, for how long, and how it ends.
export { isOurs } from './data-files.ts';
