// What the audit is told of one run of the program.
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { z } from 'zod';
import { isFault } from '../../../../protocol/index.ts';
import { type AuditEntry, type NewAuditEntry, type PendingAct, shortened } from '../../office/index.ts';
import { RIGHTS } from '../rights.ts';
import { givenOf, pathOf } from './given.ts';

export type Outcome = NonNullable<AuditEntry['outcome']>;

/** Of nobody and of nothing yet. */
export function entryOf(command: Command, reason: string | undefined): NewAuditEntry {
  const what = pathOf(command);
  return {
    ...{ act: randomBytes(16).toString('base64url'), phase: 'refused', officer: null, kid: null, what },
    ...{ given: givenOf(command, RIGHTS[what]?.hides ?? []), reason: reason === undefined ? null : shortened(reason) },
    ...{ from: { host: shortened(hostname()), user: shortened(userName()) }, outcome: null, changes: [] },
    approves: null,
  };
}

/** A process may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `${process.getuid?.() ?? ''}`;
  }
}

/** What a command has thrown; Ctrl-C is an end like any other. */
export function outcomeOf(reason: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted && reason === signal.reason) return { code: 0, fault: null, why: 'ended by Ctrl-C' };
  if (reason instanceof z.ZodError) return { code: 2, fault: 'USAGE', why: null };
  if (!isFault(reason)) return { code: 3, fault: 'BUG', why: null };
  const { code: fault, context } = reason;
  const why = context['why'] === undefined ? null : shortened(`${context['why']}`);
  return { code: fault === 'USAGE' ? 2 : 3, fault, why };
}

export const approvalOf = (act: PendingAct | undefined): NewAuditEntry['approves'] =>
  act ? { pending: act.id, what: shortened(act.what), askedBy: act.by, kid: act.kid } : null;
