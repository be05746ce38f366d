// How visits end, in codes and in words.
export * from './outcomes.ts';
export * from './outcomes-page.ts';
export * from './sentence.ts';
