// From now on a card claims to be somebody who is enrolled: told to the journal first, by its kind alone.
import { KioskError } from '../../../protocol/index.ts';
import type { CardKind, NewCard, Stores } from '../../store/index.ts';

export interface LinkRequest {
  /** HR code of somebody who is enrolled. */
  readonly code: string;
  readonly consentId: string;
  readonly enroller: string;
}

export interface LinkResult {
  readonly code: string;
  /** Of all the cards that are this person's now. */
  readonly cards: readonly CardKind[];
  readonly seq: number;
}

type LinkStores = Pick<Stores, 'people' | 'journal'>;

/** @throws KioskError CONSENT_MISSING, PERSON_UNKNOWN, PERSON_EXISTS where it is somebody else's; of the stores */
export function linkCard(request: LinkRequest, card: NewCard, { people, journal }: LinkStores): LinkResult {
  const { code, consentId, enroller } = request;
  if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
  const person = people.byCode(code);
  if (!person) throw new KioskError('PERSON_UNKNOWN');
  const holder = people.byCard(card);
  if (holder && holder.code !== code) throw new KioskError('PERSON_EXISTS', { by: 'card' });
  const { seq } = journal.append({
    ...{ event: 'enrolment', subject: person.pseudonym, code, consentId, fingers: [], cards: [card.kind] },
    ...{ enroller, override: null, verified: false },
  });
  const { cards } = people.linkCard(code, card);
  return { code, cards: cards.map(({ kind }) => kind), seq };
}
