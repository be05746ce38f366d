// Orders as officers meet them, at a fleet in SQLite.
import t from 'tap';
import { terminalKey } from '../../../../protocol/fleet/fixtures/keys.ts';
import { signWipeReceipt, type WipeReceipt } from '../../../../protocol/index.ts';
import { jobsSuite } from '../../../fixtures/jobs-suite.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { readReceipt, textOfReceipt } from './wipe-text.ts';

jobsSuite(t, manager);

t.test('of a terminal that was wiped is told what was lost with it', async (t) => {
  const key = await terminalKey();
  const before = { job: 'A'.repeat(22), what: ['keys'], atMs: 7, journalId: 'journal-a', lastSeq: 12, unsent: 0 };
  const textOf = async (receipt: WipeReceipt): Promise<string> => {
    const read = await readReceipt(await signWipeReceipt(receipt, key));
    return read ? textOfReceipt(read) : 'no receipt';
  };
  t.match(await textOf({ ...before, unsentCaptures: 0, unsentEvidence: 0 }), /ended with 12; nothing was lost$/);
  t.match(await textOf(before), /no entry was lost, of all else it says nothing/, 'a terminal of before');
  t.match(
    await textOf({ ...before, unsent: 2, unsentCaptures: 1, unsentEvidence: 0 }),
    /LOST: 2 journal entries, 1 people enrolled there$/,
  );
  t.equal(await readReceipt('nonsense'), undefined);
});
