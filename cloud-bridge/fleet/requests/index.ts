// What people have asked about their own data at terminals, and what officers did about it.
export * from './asked-requests.ts';
export * from './erasure-book.ts';
export * from './erasures.ts';
export * from './request-book.ts';
export * from './who-is-meant.ts';
