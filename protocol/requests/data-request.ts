// What people may ask about their own data: Personal Data Protection Act B.E. 2562, sections 19, 30, 33 and 35.
import { z } from 'zod';

/** To see it or have a copy (s. 30), to have it corrected (s. 35), to withdraw consent (s. 19), to have it erased (s. 33). */
export const DATA_REQUESTS = ['access', 'correction', 'withdrawal', 'erasure'] as const;
export const dataRequestKind = z.enum(DATA_REQUESTS);
export type DataRequest = z.infer<typeof dataRequestKind>;

/**
 * What ties it to somebody: a finger, looked for among all or compared with whom a number names; the reference of an earlier visit; or
 * nothing, where the person will ask at the counter.
 */
export const REQUEST_TIES = ['finger', 'number-finger', 'visit', 'none'] as const;
export type RequestTie = (typeof REQUEST_TIES)[number];

/** Section 30 grants so many days for a copy; whatever is asked for is answered within them. */
export const ANSWER_WITHIN_DAYS = 30;
const DAY_MS = 86_400_000;

export const dueFrom = (askedMs: number): number => askedMs + ANSWER_WITHIN_DAYS * DAY_MS;
