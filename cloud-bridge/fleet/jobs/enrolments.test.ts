// Enrolments that officers have ordered: one that cannot be opened waits for a manager, and keeps nobody else from theirs.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { type CapturedPerson, ManualClock } from '../../../protocol/index.ts';
import { officer, orderOf, signedBy, wordOf } from '../../fixtures/job-words.ts';
import { finger, gate } from '../../fixtures/register-words.ts';
import { keptLog } from '../../fixtures/surroundings.ts';
import { openSqliteRegister } from '../register/open-register.ts';
import { Enrolments } from './enrolments.ts';

const captured = (capture: string, code: string): CapturedPerson => ({
  ...{ from: 'ridged/v1/bangkok/gate-17', capture, subject: 'p-1', code, nameTh: '', nameEn: '', title: '', unit: '' },
  ...{ group: '', active: true, validFromMs: null, validUntilMs: null, enroller: 'officer-1', atMs: 5 },
  fingers: [finger('left-thumb')],
});

t.test('a capture that cannot be opened is set aside and told of once; the rest are taken', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  const clock = new ManualClock();
  await using register = await openSqliteRegister(file, clock);
  const { people, templates, captures, jobs } = register;
  const enrol = async (code: string, capture: string): Promise<string> => {
    const { id } = await people.add({ code });
    await templates.replace(id, [finger()]);
    const order = orderOf({ kind: 'enrol', person: id, fingers: [], again: true }, clock.nowMs());
    await jobs.add({ signed: await signedBy(order, await officer), stages: [0], abortAt: 10 });
    const fingers = [{ finger: 'left-thumb', impressions: 1, quality: [80] }];
    await jobs.hear(gate.terminal, wordOf(order, 1, { state: 'done', answer: { capture, fingers } }));
    await captures.take(gate, captured(capture, code));
    return id;
  };
  const [spoilt, sound] = ['a'.repeat(22), 'b'.repeat(22)];
  const [first, second] = [await enrol('1', spoilt), await enrol('2', sound)];
  const db = new Sqlite(`${file}.templates`);
  db.prepare('UPDATE finger SET sealed = ? WHERE person_id = ?').run(Buffer.from('spoilt'), spoilt);
  db.close();
  const log = keptLog();
  const enrolments = new Enrolments(register, log);
  await enrolments.take();
  await enrolments.take();
  t.strictSame(await templates.of(second), [finger('left-thumb')]);
  t.strictSame(await templates.of(first), [finger()], 'as before');
  t.match(await captures.held(), [{ id: spoilt, decided: null }]);
  t.match(
    log.lines.filter(({ message }) => /cannot be taken/.test(message)),
    { length: 1, 0: { fields: { capture: spoilt, code: 'SEAL_BROKEN' } } },
  );
  await captures.refuse(spoilt, 'manager');
});
