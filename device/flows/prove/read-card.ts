// The text fields of the chip that the profile names, and what they must fulfil before a face is looked at.
import type { Sensitive, ServiceProfile } from '../../../protocol/index.ts';
import { VisitEnd } from '../visit-end.ts';
import type { CardReading, CardText, ConnectedCard, ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

export class LockedOut extends VisitEnd {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('prove-locked');
    this.retryAfterMs = retryAfterMs;
  }
}

/** @throws VisitEnd of the card, `reader-lost` */
export async function connectCard(visit: ProveVisit, { openCard }: ProveParts): Promise<ConnectedCard> {
  return await visit.stage('card-connect', 'reader-lost', async (signal) => {
    const opened = await openCard(visit.card, signal);
    if (opened.kind === 'retry') throw new VisitEnd(opened.reason);
    return opened.card;
  });
}

/** @throws VisitEnd of the card, `reader-lost` */
export async function readCardText(
  visit: ProveVisit,
  card: ConnectedCard,
  { profile, parts }: { readonly profile: ServiceProfile; readonly parts: ProveParts },
): Promise<Sensitive<CardText>> {
  const reading = await visit.stage('card-text', 'reader-lost', (signal) => card.readText(profile.fields, signal));
  const text = visit.holdings.keep(readValue(reading));
  const { number, nameTh, nameEn, expires } = text.reveal();
  visit.dossier.numberIsValid = number.isValid;
  visit.dossier.expires = expires;
  parts.tell({ type: 'prove-person', visit: visit.number, nameTh, nameEn });
  return text;
}

/** @throws VisitEnd card-number-invalid, card-expired; LockedOut */
export function checkCard(
  visit: ProveVisit,
  { number, hasExpired }: CardText,
  { profile, parts }: { readonly profile: ServiceProfile; readonly parts: ProveParts },
): void {
  if (!number.isValid) throw new VisitEnd('card-number-invalid');
  if (hasExpired !== false) throw new VisitEnd('card-expired');
  const retries = parts.retriesOf(number.digits, profile.limits.failures);
  visit.dossier.failures = retries.failures;
  const pause = retries.check();
  if (!pause.allowed) throw new LockedOut(pause.retryAfterMs);
}

/** @throws VisitEnd for what the person can mend */
export function readValue<T>(reading: CardReading<T>): Sensitive<T> {
  if (reading.kind === 'retry') throw new VisitEnd(reading.reason);
  return reading.value;
}
