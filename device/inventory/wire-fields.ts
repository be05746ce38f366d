// What goes over the wire and tells of somebody, message by message, and who alone can open it. A path stands for all that begins with it.
import type { DataClassName } from '../../protocol/index.ts';

export interface MessageAbout {
  /** `signed` alone: the broker reads it. */
  readonly sealedTo: 'ingest' | 'operator' | 'terminal' | 'provider' | 'signed';
  readonly fields: Readonly<Partial<Record<DataClassName, readonly string[]>>>;
}

const CLAIMS = ['aud', 'channel', 'role', 'iat', 'exp', 'jti'];
const WHO = ['code', 'nameTh', 'nameEn', 'title', 'unit', 'group', 'active', 'validFromMs', 'validUntilMs'];
/** A person, as the fleet and a terminal tell each other of one. */
const person = (at: string): MessageAbout['fields'] => {
  const of = (names: readonly string[]): readonly string[] => names.map((name) => `${at}${name}`);
  return {
    identity: of(['id', ...WHO, 'rights', 'methods']),
    photo: of(['photo']),
    template: of(['fingers[].impressions[].record']),
    measure: of(['fingers[].finger', 'fingers[].duress', 'fingers[].impressions[].quality']),
    consent: of(['fingers[].consentId']),
    official: of(['fingers[].impressions[].enroller', 'enroller']),
    visit: of(['fingers[].impressions[].atMs', 'atMs']),
    none: of(['fingers[].impressions[].sensor']),
  };
};
const merged = (...all: readonly MessageAbout['fields'][]): MessageAbout['fields'] => {
  const fields: Partial<Record<string, readonly string[]>> = {};
  for (const each of all)
    for (const [holds, paths] of Object.entries(each)) fields[holds] = [...(fields[holds] ?? []), ...paths];
  return fields;
};

const asked = ['id', 'provider', 'permissionId', 'purpose', 'nonce', 'atMs'];
const request = (citizen: readonly string[]): MessageAbout => ({
  sealedTo: 'provider',
  fields: { citizen, none: asked },
});
/** About whom it is only the nonce of the question tells. */
const response = (visit: readonly string[]): MessageAbout => ({
  sealedTo: 'signed',
  fields: { visit, none: [...CLAIMS, 'body.id', 'body.transactionId', 'body.answeredAtMs', 'body.retryAfterMs'] },
});

/** By the names of protocol/fleet/schemas; what is not here tells of nobody, and has no field that could. */
export const MESSAGES: Readonly<Record<string, MessageAbout>> = {
  'journal-batch': {
    sealedTo: 'ingest',
    fields: {
      visit: ['entries[].payload', 'entries[].class', 'entries[].utcMs', 'entries[].monotonicMs'],
      none: ['from', 'journalId', 'fromSeq', 'toSeq', 'historical', 'ahead', 'entries[]'],
    },
  },
  'people-part': {
    sealedTo: 'terminal',
    fields: merged(person('put[].'), {
      identity: ['remove[]'],
      none: ['transfer', 'part', 'parts', 'challenge', 'from', 'to', 'offlineForMs'],
    }),
  },
  'people-found': {
    sealedTo: 'terminal',
    fields: merged(person('person.'), { identity: ['person'], none: ['asked', 'revision', 'offlineForMs'] }),
  },
  'people-captured': {
    sealedTo: 'operator',
    fields: merged(person(''), { pseudonym: ['subject'], none: ['from', 'capture'] }),
  },
  'people-wanted': { sealedTo: 'operator', fields: { identity: ['code'], none: ['from', 'asked'] } },
  'people-reported': {
    sealedTo: 'signed',
    fields: {
      pseudonym: ['problems[].person', 'duplicates[].person', 'duplicates[].other', 'captures[]'],
      measure: ['duplicates[].finger', 'duplicates[].otherFinger', 'duplicates[].falseMatchRate'],
      none: [
        ...['from', 'number', 'utcMs', 'table', 'needs', 'fault', 'sealingKey', 'capacity', 'problems[].problem'],
        ...['challenge', 'understands[]', 'answers[]', 'search'],
      ],
    },
  },
  'people-desired': {
    sealedTo: 'signed',
    fields: { pseudonym: ['body.capture', 'body.found'], none: [...CLAIMS, 'body'] },
  },
  'people-delta': {
    sealedTo: 'signed',
    fields: { pseudonym: ['body.capture', 'body.found'], none: [...CLAIMS, 'body'] },
  },
  evidence: {
    sealedTo: 'provider',
    fields: {
      citizen: ['personal', 'record.evidence.expires', 'record.evidence.referenceHash'],
      pseudonym: ['record.id', 'record.reference', 'record.nonce', 'record.faceService.transactionId'],
      consent: ['record.consent'],
      measure: [
        'record.capture',
        'record.liveness',
        'record.challenge',
        'record.sameFace',
        'record.comparison',
        'record.faceService',
      ],
      visit: [
        ...[
          'record.results',
          'record.contact',
          'record.attempts',
          'record.fraudSignals',
          'record.extraSteps',
          'record.outcome',
        ],
        ...[
          'record.reason',
          'record.levels',
          'record.stages',
          'record.clock',
          'record.evidence',
          'record.service',
          'record.profile',
        ],
      ],
      none: [
        ...[
          'record.format',
          'record.device',
          'record.policyVersion',
          'record.provider',
          'record.method',
          'record.sample',
        ],
        'record.retentionPolicyId',
      ],
    },
  },
  'evidence-ack': { sealedTo: 'signed', fields: { pseudonym: ['body.id'], none: [...CLAIMS, 'body.sha256'] } },
  'gateway-card-status-request': request(['citizenNumber', 'chipNumber', 'requestNumber']),
  'gateway-card-status-response': response(['body.status', 'body.dataCorrect', 'body.identityExists']),
  'gateway-face-verification-request': request(['citizenNumber', 'portrait']),
  'gateway-face-verification-response': response(['body.percent', 'body.refusedBecause']),
  'gateway-mobile-confirmation-request': request(['act']),
  'gateway-mobile-confirmation-response': response(['body.result']),
  'gateway-level-up-request': request(['appSession', 'evidence', 'outcome']),
  'gateway-level-up-response': response(['body.result']),
  order: {
    sealedTo: 'terminal',
    fields: {
      official: ['by', 'what.reason', 'what.operators', 'what.keys[]', 'what.values'],
      pseudonym: ['what.person', 'what.names[]', 'what.request'],
      measure: ['what.fingers[]', 'what.duressFingers[]'],
      none: [
        'id',
        'atMs',
        'untilMs',
        'terminals[]',
        'what.kind',
        'what.order',
        'what.again',
        'what.what',
        'what.utcMs',
        'what.version',
        'what.keep[]',
        'what.release',
        'what.from[]',
      ],
    },
  },
  approval: { sealedTo: 'terminal', fields: { official: ['by'], none: ['order', 'atMs'] } },
  command: {
    sealedTo: 'signed',
    fields: { official: ['body.give'], none: [...CLAIMS, 'body.connection', 'body.heard', 'body.sealed'] },
  },
  'command-word': { sealedTo: 'terminal', fields: { official: ['give'], none: ['connection', 'heard'] } },
  'command-result': {
    sealedTo: 'operator',
    fields: {
      visit: ['standing.answer', 'standing.detail', 'standing.why'],
      none: ['from', 'job', 'kind', 'number', 'utcMs', 'standing'],
    },
  },
  'job-answers': {
    sealedTo: 'operator',
    fields: {
      visit: ['diagnose', 'enrol'],
      snapshot: ['snapshot.jpeg'],
      none: [
        ...[
          'cancel',
          'self-test',
          'lock',
          'unlock',
          'reboot',
          'set-time',
          'renew-keys',
          'settings',
          'policy',
          'trust',
          'operators',
          'update',
          'erase',
          'wipe',
        ],
        'diagnose.sensor',
      ],
    },
  },
  'erasure-receipt': {
    sealedTo: 'operator',
    fields: { pseudonym: ['request'], visit: ['erased', 'kept[]'], none: ['job', 'atMs', 'journalId', 'upToSeq'] },
  },
  'app-ticket': { sealedTo: 'signed', fields: { pseudonym: ['jti'], none: ['iss', 'aud', 'iat', 'exp'] } },
};

/** Messages of the terminal itself. */
export const OF_NOBODY: readonly string[] = [
  ...[
    'status',
    'health',
    'journal-signature',
    'journal-ack',
    'journal-resend',
    'journal-carried',
    'service-profile',
    'wipe-receipt',
  ],
  ...['certificate-request', 'certificate-response', 'fleet-jwks'],
];

/** By the longest path that it begins with; undefined: nobody has looked at this one. */
export function classOf({ fields }: MessageAbout, leaf: string): DataClassName | undefined {
  const paths = Object.entries(fields).flatMap(([holds, all]) => all.map((path) => ({ holds, path })));
  const [longest] = paths
    .filter(({ path }) => leaf === path || (leaf.startsWith(path) && !/^\w/.test(leaf.slice(path.length))))
    .sort((one, other) => other.path.length - one.path.length);
  return longest?.holds as DataClassName | undefined; // each is a key of `fields`
}
