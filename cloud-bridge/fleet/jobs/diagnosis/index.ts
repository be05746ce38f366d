// What keeps somebody from scanning, as one verdict: pure, for whoever knows the facts.
export * from './diagnose.ts';
export * from './verdicts.ts';
