// What people ask about their own data.
export * from './data-request.ts';
