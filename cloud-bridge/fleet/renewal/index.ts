// Certificates of terminals, renewed without a person.
export * from './start-renewals.ts';
