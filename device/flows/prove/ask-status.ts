// Asks the provider's gateway at once whether the card is in use; what is wrong with it ends the visit as soon as it is known.
import { randomUUID } from 'node:crypto';
import { isFault, type Sensitive, type ServiceProfile } from '../../../protocol/index.ts';
import { objectionOf } from './decide.ts';
import { STATUS_NOT_ANSWERED, STATUS_NOT_ASKED, type StatusFinding } from './dossier.ts';
import type { CardText, ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

/** Never rejects with a fault: nobody's answer is an answer too. */
export async function askStatus(
  visit: ProveVisit,
  text: Sensitive<CardText>,
  { profile, parts }: { readonly profile: ServiceProfile; readonly parts: ProveParts },
): Promise<StatusFinding> {
  visit.dossier.status = await ask(visit, text, { profile, parts });
  const objection = objectionOf(visit.dossier.status);
  if (objection) visit.session.end(objection);
  return visit.dossier.status;
}

async function ask(
  visit: ProveVisit,
  text: Sensitive<CardText>,
  { profile, parts }: { readonly profile: ServiceProfile; readonly parts: ProveParts },
): Promise<StatusFinding> {
  const { gateway, clock } = parts;
  if (profile.steps.cardStatus === 'off') return STATUS_NOT_ASKED;
  if (!gateway) return STATUS_NOT_ANSWERED;
  const { provider, service, limits } = profile;
  const { number, chipNumber, requestNumber } = text.reveal();
  const names = {
    id: randomUUID(),
    provider: provider.id,
    permissionId: provider.permissionId,
    purpose: service.purpose,
  };
  const body = {
    ...names,
    nonce: visit.names.nonce,
    atMs: clock.nowMs(),
    citizenNumber: number.digits,
    chipNumber,
    requestNumber,
  };
  try {
    const question = { service: 'card-status', body, key: provider.key, limitMs: limits.statusMs } as const;
    const { status, dataCorrect, identityExists, transactionId, answeredAtMs } = await gateway.ask(
      question,
      visit.signal,
    );
    return { value: status, dataCorrect, identityExists, transactionId, atMs: answeredAtMs };
  } catch (fault) {
    if (visit.signal.aborted) return STATUS_NOT_ANSWERED;
    if (!isFault(fault)) throw fault;
    parts.noteFault(fault);
    return STATUS_NOT_ANSWERED;
  }
}
