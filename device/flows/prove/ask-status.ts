// Asks the provider's gateway at once whether the card is in use; what is wrong with it ends the visit as soon as it is known.
import type { Sensitive, ServiceProfile } from '../../../protocol/index.ts';
import { answerOrNone, questionNames } from './ask-provider.ts';
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
  const { number, chipNumber, requestNumber } = text.reveal();
  const body = {
    ...questionNames(visit, profile, clock),
    ...{ citizenNumber: number.digits, chipNumber, requestNumber },
  };
  const question = {
    service: 'card-status',
    body,
    key: profile.provider.key,
    limitMs: profile.limits.statusMs,
  } as const;
  try {
    const answer = await answerOrNone(visit, parts, () => gateway.ask(question, visit.signal));
    if (!answer) return STATUS_NOT_ANSWERED;
    const { status, dataCorrect, identityExists, transactionId, answeredAtMs } = answer;
    return { value: status, dataCorrect, identityExists, transactionId, atMs: answeredAtMs };
  } catch (reason) {
    if (visit.signal.aborted) return STATUS_NOT_ANSWERED;
    throw reason;
  }
}
