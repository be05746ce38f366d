// Every field of every entry's payload: of whom it tells. All of it is sealed; what is of nobody is so because nobody is in it.
import type { DataClassName, JournalEvent } from '../../protocol/index.ts';

type Fields = Readonly<Partial<Record<DataClassName, readonly string[]>>>;

const LIVENESS = ['liveness.result', 'liveness.model', 'liveness.version', 'liveness.reasons[]'];
const CHALLENGE = ['challenge', 'challenge.kind', 'challenge.result', 'challenge.ms'];
const COMPARISON = ['quality', 'score', 'threshold', 'falseMatchRate', 'match', 'match.model', 'match.version'];

export const JOURNAL_FIELDS: Readonly<Record<JournalEvent, Fields>> = {
  clock: {
    pseudonym: ['subject', 'person', 'claimed'],
    visit: [
      ...['outcome', 'reason', 'direction', 'directionSource', 'method', 'card', 'repeated', 'attempt'],
      ...['captureStartMs', 'decisionMs', 'stages{}'],
    ],
    measure: [
      ...[...COMPARISON, ...LIVENESS, ...CHALLENGE, 'together.threshold', 'together.jointFalseMatchRate'],
      ...['together.touches[].finger', 'together.touches[].falseMatchRate'],
    ],
    consent: ['purpose'],
    none: ['policyVersion'],
  },
  enrolment: {
    identity: ['code'],
    pseudonym: ['subject'],
    consent: ['consentId'],
    measure: [
      ...['fingers[].finger', 'fingers[].impressions', 'fingers[].quality[]', 'face.model', 'face.version'],
      ...[...LIVENESS, 'liveness.attacksRefused', 'tries', 'verified'],
    ],
    visit: ['cards[]'],
    official: ['enroller', 'override', 'override.reason', 'override.secondPerson'],
  },
  'enrolment-failed': { visit: ['by', 'reason'], measure: ['finger', 'tries'], official: ['enroller'] },
  prove: {
    pseudonym: ['subject', 'reference', 'evidenceId'],
    visit: [
      ...[
        'outcome',
        'reason',
        'method',
        'evidenceType',
        'cardStatus',
        'failures',
        'captureStartMs',
        'decisionMs',
        'stages{}',
      ],
      ...['profile', 'profile.id', 'profile.version', 'profile.provider', 'profile.service', 'profile.purpose'],
    ],
    consent: ['consent', 'consent.version', 'consent.hash', 'consent.agreed[]'],
    measure: [...COMPARISON, ...LIVENESS, ...CHALLENGE, 'complaints[]'],
    none: ['siteClass', 'tamper', 'policyVersion'],
  },
  removal: { identity: ['code'], pseudonym: ['subject'], visit: ['reason'] },
  lockout: { pseudonym: ['subject'], visit: ['scope', 'retryAfterMs', 'level'] },
  'data-request': { pseudonym: ['subject', 'person', 'reference', 'visit'], visit: ['request', 'tie', 'dueMs'] },
  'finger-shown': { pseudonym: ['subject', 'person'], visit: ['at', 'purpose'] },
  'data-request-refused': {
    pseudonym: ['claimed'],
    visit: ['request', 'reason', 'method', 'captureStartMs'],
    measure: [...COMPARISON, ...LIVENESS],
    none: ['policyVersion'],
  },
  'data-exported': { pseudonym: ['subject'], official: ['by', 'reason'] },
  'snapshot-viewed': { official: ['by', 'reason'], none: ['seq'] },
  job: { official: ['by', 'orderedBy', 'approvedBy', 'detail'], none: ['order', 'kind', 'state'] },
  operator: { official: ['operator'], visit: ['what', 'by', 'role', 'detail'], pseudonym: ['subject'] },
  settings: { official: ['before', 'after'], none: ['what'] },
  erased: { official: ['why'], none: ['seqs[]'] },
  carried: { official: ['by'], none: ['what', 'fromSeq', 'toSeq'] },
  service: { none: ['what', 'version', 'detail'] },
  fault: { none: ['device', 'code', 'detail'] },
  recovered: { none: ['device'] },
  'fleet-refused': { none: ['topic', 'why'] },
  'clock-jump': { none: ['byMs', 'state'] },
  gap: { none: ['fromSeq', 'toSeq', 'why'] },
  pruned: { none: ['toSeq', 'checkpointHash'] },
  retired: { none: ['what', 'count', 'days', 'policyVersion'] },
  residue: { none: ['what', 'count', 'left'] },
  'people-table': { none: ['revision', 'hash', 'put', 'removed'] },
  'keys-renewed': { none: ['files[]', 'resealed', 'unreadable'] },
  power: { none: ['what', 'chargePercent'] },
  update: { none: ['what', 'release', 'version', 'detail'] },
  tamper: { official: ['operator'], none: ['what', 'by', 'receipt'] },
  certificate: { none: ['what', 'serial', 'untilMs', 'detail'] },
};
