// Orders of officers, and the jobs that they are at the terminals.
export * from './answer-safe.ts';
export * from './diagnosis/index.ts';
export * from './job-book.ts';
export type { BookedJob, BookedOrder, OrderState } from './job-rows.ts';
export * from './job-table.ts';
export * from './lasting.ts';
export * from './stages.ts';
export * from './start-courier.ts';
