// Questions to the provider's gateway in the name of a visit: what each of them carries, and what no answer is.
import { randomUUID } from 'node:crypto';
import { type Clock, isFault, type ServiceProfile } from '../../../protocol/index.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

/** Who asks, by whose permission, and for what (D-171). */
export interface QuestionNames {
  readonly id: string;
  readonly provider: string;
  readonly permissionId: string;
  readonly purpose: string;
  readonly nonce: string;
  readonly atMs: number;
}

export const questionNames = (
  { names }: Pick<ProveVisit, 'names'>,
  { provider, service }: ServiceProfile,
  clock: Clock,
): QuestionNames => ({
  id: randomUUID(),
  provider: provider.id,
  permissionId: provider.permissionId,
  purpose: service.purpose,
  nonce: names.nonce,
  atMs: Math.round(clock.nowMs()),
});

/** Undefined where nobody answers: that is a finding. @throws the visit's end */
export async function answerOrNone<A>(
  { signal }: Pick<ProveVisit, 'signal'>,
  { noteFault }: Pick<ProveParts, 'noteFault'>,
  ask: () => Promise<A>,
): Promise<A | undefined> {
  try {
    return await ask();
  } catch (fault) {
    if (signal.aborted || !isFault(fault)) throw fault;
    noteFault(fault);
    return undefined;
  }
}
