// The fleet's register of people and grants.
export type { BookedCapture, CaptureBook } from './capture-book.ts';
export * from './collectives/index.ts';
export * from './compare-rights.ts';
export type { Deliveries, Delivery, NextChange, TablePerson } from './deliveries.ts';
export * from './duplicates/index.ts';
export type { BookedGrant, GrantBook, NewGrant } from './grant-book.ts';
export * from './grants.ts';
export * from './open-register.ts';
export {
  type NewRegistered,
  newRegisteredSchema,
  type OnceRegistered,
  type PeopleRegister,
  type RegisteredFields,
  type RegisteredPerson,
} from './people-register.ts';
export * from './room.ts';
export { type RegisterChange, type RegisterView, SecondNeeded } from './view/register-view.ts';
