// The table of outcomes: complete in both languages, and its page is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isOutcomeCode, OUTCOMES } from './outcomes.ts';
import { renderOutcomesPage } from './outcomes-page.ts';
import { outcomeMessage, sentence, waitIn } from './sentence.ts';

const codes = Object.keys(OUTCOMES).filter(isOutcomeCode);
const values = { name: 'Somsri', time: '08:29', seconds: 30 };
const THAI = /[\u0e01-\u0e5b]/;

t.test('every outcome tells the person what happened and what to do, in both languages', async (t) => {
  for (const code of codes) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/, `${code} is kebab-case`);
    const bare = outcomeMessage(code);
    const full = outcomeMessage(code, { ...values, nameTh: 'สมศรี', nameEn: 'Somsri' });
    for (const { th, en, doTh, doEn } of [bare, full]) {
      t.notMatch(`${th}${en}${doTh}${doEn}`, /[{}[\]|]|\s\s|undefined|null/, `${code} leaves no placeholder`);
      t.match(th, THAI);
      t.match(doTh, THAI);
      t.notMatch(`${en}${doEn}`, THAI);
      t.match(en, /^[A-Z].*\.$/, `${code} is an English sentence`);
      t.match(doEn, /^[A-Z].*\.$/, `${code} tells in English what to do`);
      t.ok(Math.max(th.length, doTh.length) <= 90, `${code} is short enough for large type`);
    }
  }
  t.ok(codes.length >= 25);
});

t.test('an accepted person sees green, and only an accepted one', async (t) => {
  for (const code of codes) t.equal(OUTCOMES[code].light === 'accepted', OUTCOMES[code].accepted, code);
});

t.test('a poor image or a broken device is not held against the person, a suspected attack is', async (t) => {
  for (const code of [
    'poor-image',
    'too-dry',
    'too-short',
    'sensor-lost',
    'stage-late',
    'expired',
    'another-finger',
  ] as const)
    t.equal(OUTCOMES[code].counts, false, code);
  for (const code of ['not-recognised', 'attack-suspected', 'ambiguous'] as const)
    t.equal(OUTCOMES[code].counts, true, code);
});

t.test('names, times and waits are put where they belong', async (t) => {
  t.equal(sentence('accepted', 'en', values), 'Your time is recorded: 08:29, Somsri. You may go on.');
  t.equal(sentence('accepted', 'en'), 'Your time is recorded. You may go on.');
  t.equal(sentence('accepted', 'th', { name: 'สมศรี', time: '08:29' }), 'สมศรี บันทึกเวลา 08:29 น. เรียบร้อยแล้ว เชิญได้เลย');
  t.match(sentence('too-many-attempts', 'th', { seconds: 30 }), 'กรุณารอ 30 วินาที แล้วลองใหม่');
  t.match(sentence('too-many-attempts', 'en', { seconds: 480 }), 'Please wait 8 minutes and try again');
  t.match(
    sentence('disabled', 'en', { name: '$& {time}' }),
    'suspended, $& {time}.',
    'a name is never read as a placeholder',
  );
  t.equal(waitIn('en', 0.2), '1 second');
  t.equal(waitIn('en', 90), '90 seconds');
  t.equal(waitIn('en', 91), '2 minutes');
});

t.test('a person known by one name only is called by that in both languages', async (t) => {
  const { th, en } = outcomeMessage('expired', { nameTh: 'สมศรี', nameEn: '' });
  t.match(th, 'สมศรี');
  t.match(en, 'สมศรี');
});

t.test('a code from elsewhere is told from one of the table', async (t) => {
  t.equal(isOutcomeCode('expired'), true);
  t.equal(isOutcomeCode('toString'), false);
});

t.test('the published page is the table', async (t) => {
  const path = join(import.meta.dirname, 'OUTCOMES.md');
  const { RIDGED_WRITE_PAGES } = process.env;
  if (RIDGED_WRITE_PAGES === '1') writeFileSync(path, renderOutcomesPage());
  t.equal(readFileSync(path, 'utf8'), renderOutcomesPage());
});
