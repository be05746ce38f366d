// Orders: what officers of the fleet can want of a terminal. The envelope that makes one believable is in ../fleet.

export * from './job.ts';
export * from './job-answers.ts';
export * from './order.ts';
export * from './order-kinds.ts';
export * from './site-operator.ts';
