// Why can they not scan here? The same verdict as the fleet's, from what this terminal itself knows.
import { diagnose, VERDICTS } from '../../../cloud-bridge/index.ts';
import {
  type Clock,
  type DiagnosedPerson,
  type DiagnosisReport,
  type KnownPerson,
  OUTCOMES,
  type OutcomeCode,
  outcomeMessage,
} from '../../../protocol/index.ts';
import type { Person, Stores } from '../../store/index.ts';

export interface DiagnosingParts {
  readonly stores: {
    readonly templates: Pick<Stores['templates'], 'bySubject'>;
  };
  /** What the terminal finds: as an order of the fleet would. */
  readonly diagnose: (pseudonym: string) => Promise<DiagnosedPerson>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function knownPerson({ stores }: Pick<DiagnosingParts, 'stores'>, person: Person): KnownPerson {
  const { code, nameTh, nameEn, pseudonym, fleetId } = person;
  const stored = stores.templates.bySubject(pseudonym);
  const fingers = stored.flatMap((finger) => (finger.kind === 'finger' ? [finger.finger] : []));
  return { code, nameTh, nameEn, isOfFleet: fleetId !== null, fingers };
}

/** @throws KioskError of the stores */
export async function diagnosisOf(parts: DiagnosingParts, person: Person): Promise<DiagnosisReport> {
  const facts = await parts.diagnose(person.pseudonym);
  const verdict = diagnose({
    facts: {
      isActive: person.active,
      rights: person.rights ?? [{ validFromMs: null, validUntilMs: null, schedule: null }],
      qualities: facts.fingers.flatMap(({ quality }) => quality),
      // What the fleet believes of this terminal only the fleet can say: here it is what it is.
      isProven: true,
    },
    answer: facts,
    nowMs: parts.clock.nowMs(),
  });
  const { th, en, doTh, doEn } = VERDICTS[verdict.code];
  return {
    person: knownPerson(parts, person),
    verdict: { code: verdict.code, because: verdict.because, th, en, doTh, doEn },
    facts,
    words: wordsOf(facts),
  };
}

/** Codes that a newer catalogue has stay as they are. */
function wordsOf({ right, lastAttempts }: DiagnosedPerson): DiagnosisReport['words'] {
  const codes = [right, ...lastAttempts.map(({ reason }) => reason)];
  return Object.fromEntries(codes.flatMap((code) => (isOutcome(code) ? [[code, outcomeMessage(code)]] : [])));
}

const isOutcome = (code: string | null): code is OutcomeCode => code !== null && code in OUTCOMES;
