// The people of a bench: some with pictures of their fingers, who come and clock, and many who only fill the gallery.

import { recordOf } from '../../../models/index.ts';
import { extractTemplate, PrintFactory, synthesiseTemplate } from '../../../models/laboratory.ts';
import type { Clock, FingerPosition, FingerTemplate, GrayImage } from '../../../protocol/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';
import { newPseudonym, type Stores } from '../../store/index.ts';

const ENROLLED = 3;
const TOUCHES = 4;
const FINGERS = ['right-index', 'left-index'] as const;
const WINDOW = { widthPx: 300, heightPx: 340 };
/** Visitors and crowd draw their fingers from different seeds. */
const VISITOR_SEED = 11;
const CROWD_SEED = 12;

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

export interface BenchVisitor {
  readonly code: string;
  /** Touches that were not enrolled. */
  readonly touches: readonly GrayImage[];
}

interface EnrolOrder {
  readonly code: string;
  readonly fingers: readonly (readonly FingerTemplate[])[];
}

function enrol(stores: Stores, clock: Clock, { code, fingers }: EnrolOrder): void {
  const atMs = clock.nowMs();
  const kept = fingers.map((templates, index) => {
    const finger: FingerPosition = FINGERS[index] ?? 'unknown';
    const impressions = templates.map((template) => ({
      record: recordOf(template, { position: finger }),
      quality: template.quality,
      sensor: 'simulated',
      enroller: 'bench',
      atMs,
    }));
    return { finger, purpose: 'attendance', impressions };
  });
  const person = { code, nameTh: `คนที่ ${code}`, nameEn: `Person ${code}`, pseudonym: newPseudonym() };
  stores.enrol({ person: { ...person, enroller: 'bench', enrolledAtMs: atMs }, consentId: 'bench', fingers: kept });
  // Nobody stood at the sensor: there is no enrolment to be told of.
  stores.enrolmentJournaled(person.pseudonym);
}

export interface PopulationOptions {
  readonly people: number;
  readonly visitors: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Fills the stores. The crowd's templates are drawn without pictures: they are simulated, as the visitors' prints are. */
export async function populate(stores: Stores, options: PopulationOptions): Promise<readonly BenchVisitor[]> {
  const { people, visitors, clock, signal, progress } = options;
  const coming: BenchVisitor[] = [];
  await using factory = new PrintFactory();
  for (const visitor of upTo(visitors)) {
    const code = `V${String(visitor).padStart(5, '0')}`;
    const prints = await Promise.all(
      FINGERS.map((_, nth) => {
        const impressions = upTo(nth === 0 ? ENROLLED + TOUCHES : ENROLLED);
        return factory.print(
          { seed: VISITOR_SEED, finger: FINGERS.length * visitor + nth, impressions, ...WINDOW },
          signal,
        );
      }),
    );
    const fingers = prints.map((of) =>
      of.slice(0, ENROLLED).map((print) => extractTemplate(asModuleSees(print)).template),
    );
    enrol(stores, clock, { code, fingers });
    coming.push({ code, touches: prints[0]?.slice(ENROLLED) ?? [] });
    progress(`visitor ${visitor + 1} of ${visitors} printed and enrolled`);
  }
  for (const person of upTo(Math.max(0, people - visitors))) {
    signal.throwIfAborted();
    const fingers = FINGERS.map((_, nth) => {
      const finger = FINGERS.length * person + nth;
      return upTo(ENROLLED).map((impression) => synthesiseTemplate({ seed: CROWD_SEED, finger, impression }));
    });
    enrol(stores, clock, { code: `C${String(person).padStart(5, '0')}`, fingers });
    if ((person + 1) % 500 === 0) progress(`${person + 1} of ${people - visitors} others enrolled`);
  }
  return coming;
}
