// What an operator sees of the journal names nobody, whatever an entry holds.
import t from 'tap';
import { type JournalEntry, type JournalPayload, journalPayloadSchema } from '../../../protocol/index.ts';
import { journalLine } from './journal-lines.ts';

const HASH = '0'.repeat(64);
const entryOf = (payload: JournalPayload | null): JournalEntry => ({
  ...{ journalId: 'j', seq: 7, class: 'transaction', bootId: 'b', utcMs: 5, monotonicMs: 5, clockState: 'synced' },
  ...{ payloadHash: HASH, previous: HASH, hash: HASH, payload },
});

const ENROLMENT: JournalPayload = {
  ...{ event: 'enrolment', subject: 'secret-subject', code: 'secret-code', consentId: 'secret-consent' },
  ...{ fingers: [], enroller: 'secret-enroller', override: { reason: 'r', secondPerson: 'secret-second' } },
  ...{ verified: true, tries: 4 },
};
const CLOCK: JournalPayload = {
  ...{ event: 'clock', outcome: 'refused', reason: 'not-recognised', subject: 'secret-subject', direction: 'in' },
  ...{
    directionSource: 'key',
    method: 'finger',
    claimed: 'secret-claimed',
    repeated: false,
    attempt: 1,
    quality: 71.234,
  },
  ...{ score: 12.5, threshold: 48, falseMatchRate: null, match: null, purpose: 'attendance', policyVersion: '1' },
  liveness: { result: 'live', model: 'finger-pad', version: '1' },
  ...{ captureStartMs: 1, decisionMs: 2, stages: {} },
};

t.test('no name, code, consent or pseudonym is shown', (t) => {
  for (const payload of [ENROLMENT, CLOCK]) {
    t.ok(journalPayloadSchema.safeParse(payload).success, 'it is an entry as journals have them');
    t.notMatch(JSON.stringify(journalLine(entryOf(payload), 0)), /secret/);
  }
  t.strictSame(journalLine(entryOf(CLOCK), 7), {
    ...{ seq: 7, utcMs: 5, clockState: 'synced', class: 'transaction', event: 'clock', isAcknowledged: true },
    facts: [
      ['outcome', 'refused'],
      ['reason', 'not-recognised'],
      ['direction', 'in'],
      ['method', 'finger'],
      ['repeated', 'false'],
      ['attempt', '1'],
      ['quality', '71.23'],
      ['score', '12.5'],
      ['threshold', '48'],
      ['liveness', 'live'],
    ],
  });
  t.end();
});

t.test('of an entry whose payload was erased its place is shown, and nothing else', (t) => {
  t.match(journalLine(entryOf(null), 6), { event: 'erased', facts: [], isAcknowledged: false });
  t.end();
});
