// What can be said of a visit or a terminal afterwards, and which earlier label it takes the place of.
import { z } from 'zod';
import { ATTACK_SPECIES, type AttackSpecies, personText, TRUTHS, WAYS_CHOSEN } from '../../../../protocol/index.ts';

export const CASES = ['complaint', 'incident'] as const;
export type Case = (typeof CASES)[number];
/** Of a visit that a terminal has recorded. */
export const ENTRY_LABELS = [...TRUTHS, 'attack', ...CASES] as const;
export type EntryLabel = (typeof ENTRY_LABELS)[number];
/** Without one: of a terminal, at a time. */
export const TERMINAL_LABELS = [...CASES, 'maintenance'] as const;
export type TerminalLabel = (typeof TERMINAL_LABELS)[number];
export type LabelWhat = EntryLabel | TerminalLabel;

/** Those of the report form: fraud, errors found, and whatever else there was. */
export const INCIDENT_KINDS = ['fraud', 'error', 'other'] as const;

const note = personText;
/** Of an incident what it was, of an attack by what. */
export const LABEL_KINDS = [...INCIDENT_KINDS, ...ATTACK_SPECIES] as const;

const what = z.enum([...TRUTHS, 'attack', ...CASES, 'maintenance']);

export const newLabelSchema = z
  .strictObject({
    what,
    kind: z.enum(['', ...LABEL_KINDS]),
    terminal: z.string().min(1).max(130),
    journalId: z.string().nullable(),
    seq: z.int().min(1).nullable(),
    chosen: z.enum(['', ...WAYS_CHOSEN]),
    note,
    atMs: z.int().min(0),
    closedMs: z.int().min(0).nullable(),
    remedy: note,
  })
  .superRefine(({ what: said, kind, chosen, atMs, closedMs }, context) => {
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (closedMs !== null && closedMs < atMs) complain('closed', 'it ends before it begins');
    const whyNotKind = kindProblem(said, kind);
    if (whyNotKind !== undefined) complain('kind', whyNotKind);
    if (isTruth(said) !== (chosen !== '')) complain('chosen', `goes with what was true of a visit, not with ${said}`);
    if (said === 'maintenance' && closedMs === null) complain('closed', 'maintenance needs an end');
  });
export type NewLabel = Readonly<z.infer<typeof newLabelSchema>>;

export interface BookedLabel extends NewLabel {
  readonly number: number;
  readonly saidBy: string;
  readonly saidMs: number;
  readonly closedBy: string | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnMs: number | null;
}

export const isTruth = (what: string): what is (typeof TRUTHS)[number] => TRUTHS.some((truth) => truth === what);

export const isSpecies = (kind: string): kind is AttackSpecies => ATTACK_SPECIES.some((species) => species === kind);

function kindProblem(said: string, kind: string): string | undefined {
  if (said === 'attack') return isSpecies(kind) ? undefined : `of an attack it is one of ${ATTACK_SPECIES.join(', ')}`;
  const isIncidentKind = INCIDENT_KINDS.some((known) => known === kind);
  if (said === 'incident')
    return isIncidentKind ? undefined : `of an incident it is one of ${INCIDENT_KINDS.join(', ')}`;
  return kind === '' ? undefined : `goes with incident or attack, not with ${said}`;
}

/** Where nobody has said. */
const KIND_OF: Readonly<Partial<Record<LabelWhat, NewLabel['kind']>>> = { incident: 'other', attack: 'unknown' };

/** An incident that nobody has sorted is something else; an entry that nobody has chosen for a reason was looked into. */
export const withDefaults = <L extends Pick<NewLabel, 'what' | 'kind' | 'chosen'>>(label: L): L => ({
  ...label,
  kind: label.kind || (KIND_OF[label.what] ?? ''),
  chosen: label.chosen || (isTruth(label.what) ? 'review' : ''),
});

/** Of a visit one thing is true, and it was attacked by one thing: what is said later stands in the place of what was said before. */
export const replaces = (label: NewLabel, standing: NewLabel): boolean =>
  (isTruth(label.what) ? isTruth(standing.what) : label.what === 'attack' && standing.what === 'attack') &&
  isOfSameEntry(label, standing);

const isOfSameEntry = (one: NewLabel, other: NewLabel): boolean =>
  one.terminal === other.terminal && one.journalId === other.journalId && one.seq === other.seq;

/** The very same was said before; whether it was settled since makes no difference. */
export const saysTheSame = (label: NewLabel, standing: NewLabel): boolean =>
  isOfSameEntry(label, standing) &&
  label.what === standing.what &&
  label.kind === standing.kind &&
  label.chosen === standing.chosen &&
  label.note === standing.note &&
  label.atMs === standing.atMs &&
  (label.what !== 'maintenance' || label.closedMs === standing.closedMs);
