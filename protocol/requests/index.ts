// What people ask about their own data.

export * from './copy-page.ts';
export * from './data-request.ts';
