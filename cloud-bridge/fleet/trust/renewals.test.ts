// Renewals as SQLite keeps them.
import { join } from 'node:path';
import t from 'tap';
import { renewalSuite } from './fixtures/renewal-suite.ts';
import { openSqliteTerminalBook } from './index.ts';

renewalSuite(t, async (t, clock) => {
  const book = await openSqliteTerminalBook(join(t.testdir(), 'fleet.db'), clock);
  t.teardown(() => book[Symbol.asyncDispose]());
  return book;
});
