// Cards of staff at the reader: whoever's card it is claims to be here. A card that is not meant for clocking is not read.
import { looksContactless, type PresentCard } from '../../../hal/index.ts';
import { isFault, type KioskError, type OutcomeCode } from '../../../protocol/index.ts';
import type { CardUse } from '../../flows/card-desk.ts';
import type { ClaimDesk } from '../../flows/claim-desk.ts';
import { codeOfFault } from '../../flows/fault-codes.ts';
import type { PeopleStore } from '../../store/index.ts';
import { readCardNumber } from './card-numbers.ts';

export interface StaffCardParts {
  readonly claims: Pick<ClaimDesk, 'byCard' | 'refuseCard'>;
  readonly people: Pick<PeopleStore, 'hasCards'>;
  /** Citizens prove who they are here: a card with contacts is theirs, and is not read before they have agreed. */
  readonly isForCitizens: () => boolean;
  readonly noteFault: (fault: unknown) => void;
}

export function staffCards(parts: StaffCardParts): CardUse {
  const { isForCitizens } = parts;
  return {
    takes: ({ atr }) => looksContactless(atr) || !isForCitizens(),
    visit: async (card, signal) => {
      try {
        await claimWith(card, parts, signal);
      } catch (fault) {
        if (signal.aborted) return;
        if (!isFault(fault)) throw fault;
        parts.noteFault(fault);
        // A busy desk says so itself.
        if (!/^DESK/.test(fault.code)) await parts.claims.refuseCard(codeOf(fault)).catch(parts.noteFault);
      }
    },
  };
}

const codeOf = (fault: KioskError): OutcomeCode =>
  /^(STORE|SEAL|JOURNAL)/.test(fault.code) ? codeOfFault(fault) : 'reader-lost';

async function claimWith(card: PresentCard, { claims, people }: StaffCardParts, signal: AbortSignal): Promise<void> {
  const kind = looksContactless(card.atr) ? 'contactless' : 'thai-id';
  // Where nobody's card is known no stranger's is read.
  if (!people.hasCards(kind)) return void (await claims.refuseCard('claim-unknown'));
  const reading = await readCardNumber(card, signal);
  if (reading.kind === 'card') return void (await claims.byCard(reading.card, reading.photo));
  const isOfNoUse = reading.reason === 'not-a-thai-id' || reading.reason === 'not-contactless';
  await claims.refuseCard(isOfNoUse ? 'claim-unknown' : reading.reason);
}
