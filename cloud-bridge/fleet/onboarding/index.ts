// From the day HR names somebody to their first accepted visit.
export * from './follow-onboarding.ts';
export * from './onboarding-book.ts';
export * from './stages.ts';
