// What an operator sees of the journal names nobody, whatever an entry holds.
import t from 'tap';
import {
  CLASS_OF_EVENT,
  type JournalEntry,
  type JournalPayload,
  journalPayloadSchema,
  outcomeMessage,
} from '../../../protocol/index.ts';
import { journalLine, withoutOldVisits } from './journal-lines.ts';
import { EVENT_WORDS } from './journal-words.ts';

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
  const { what, says, ...line } = journalLine(entryOf(CLOCK), 7);
  t.strictSame(what, { th: 'ลงเวลา', en: 'Somebody clocked' });
  const { th, en } = outcomeMessage('not-recognised');
  t.match(says.th, `ผล: ไม่ผ่าน; เหตุผล: ${th}; ทิศทาง: เข้า; วิธี: ลายนิ้วมือ; ซ้ำ: ไม่ใช่; ครั้งที่: 1`);
  t.match(says.en, `outcome: refused; reason: ${en.slice(0, -1)}; direction: in; method: finger; repeated: no`);
  t.strictSame(line, {
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

t.test('a visit by a duress finger is a visit as any other', (t) => {
  const forced = { ...entryOf({ ...CLOCK, purpose: 'duress' }), class: 'security' } as const;
  t.strictSame(journalLine(forced, 0), journalLine(entryOf(CLOCK), 0));
  const erased = journalLine(entryOf(null), 0);
  t.strictSame(journalLine({ ...forced, payload: null }, 0), erased, 'nor when both are erased');
  t.strictSame(journalLine(withoutOldVisits(forced, 6), 0), erased, 'nor when it is kept for longer');
  t.equal(withoutOldVisits(forced, 5), forced, 'not before its time');
  const other = entryOf(ENROLMENT);
  t.equal(withoutOldVisits(other, 6), other);
  t.end();
});

t.test('what happened is said in both languages; what no table has stands as it is', (t) => {
  t.strictSame(Object.keys(EVENT_WORDS).sort(), Object.keys(CLASS_OF_EVENT).sort());
  for (const { th, en } of Object.values(EVENT_WORDS)) {
    t.match(th, /[\u0e01-\u0e5b]/);
    t.notMatch(en, /[\u0e01-\u0e5b]/);
  }
  const saidOf = (payload: JournalPayload) => journalLine(entryOf(payload), 0).says;
  const operator = { event: 'operator', operator: 'somchai', by: 'security-key', role: 'operator' } as const;
  t.match(saidOf({ ...operator, what: 'did', detail: 'tried the lamp: accepted' }), {
    th: 'เรื่อง: ดำเนินการ; ด้วย: กุญแจความปลอดภัย; บทบาท: ผู้ปฏิบัติงาน; รายละเอียด: ทดลองไฟแสดงผล: accepted',
    en: 'what: worked; by: security key; role: operator; detail: tried the lamp: accepted',
  });
  t.match(saidOf({ ...operator, what: 'refused', detail: 'copied-key' }), {
    th: /กุญแจนี้อาจถูกทำสำเนา/,
    en: /This key may have been copied/,
  });
  t.match(saidOf({ event: 'settings', what: 'policy 3', before: null, after: 1 }).th, 'เรื่อง: เกณฑ์การตัดสิน 3');
  t.match(saidOf({ event: 'settings', what: 'service profile x', before: null, after: 1 }).th, 'service profile x');
  t.match(saidOf({ event: 'fault', device: 'toaster', code: 'HAL_TIMEOUT', detail: '' }), {
    en: 'device: toaster; code: HAL_TIMEOUT',
  });
  const failed = { event: 'enrolment-failed', by: 'finger', reason: 'timed-out', tries: 1, enroller: 'x' } as const;
  t.match(saidOf({ ...failed, finger: 'left-thumb' }), { th: /นิ้วหัวแม่มือซ้าย/, en: /finger: left thumb/ });
  t.end();
});

t.test('of an entry whose payload was erased its place is shown, and nothing else', (t) => {
  t.match(journalLine(entryOf(null), 6), { class: null, event: 'erased', facts: [], isAcknowledged: false });
  t.end();
});
