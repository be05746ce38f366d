// What is left when the process is killed at any moment: nothing that was shown as done may be missing.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { openTerminal } from './fixtures/terminal.ts';

const never = new AbortController().signal;

const ROUNDS = 4;
const MOST_LINES = 80;
const WRITER = join(import.meta.dirname, 'fixtures', `write-until-killed${import.meta.filename.slice(-3)}`);

function startWriter(t: Test, dataDir: string, round: number): ChildProcess {
  const child = fork(WRITER, [dataDir, `${round}`], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

/** Lets the writer go on until it has said so many lines, then kills it. All that it had said. */
async function killAfter(child: ChildProcess, lines: number): Promise<readonly string[]> {
  if (!child.stdout) throw new Error('the writer has a pipe');
  const said: string[] = [];
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout }))
    if (said.push(line) === lines) child.kill('SIGKILL');
  await ended;
  return said;
}

const namedIn = (said: readonly string[], what: string): readonly string[] =>
  said.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));

t.test('a process killed at any moment loses nothing that it had said was done', async (t) => {
  const dataDir = t.testdir();
  let lastSaid = 0;
  const people: string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const lines = 1 + Math.floor(Math.random() * MOST_LINES);
    const said = await killAfter(startWriter(t, dataDir, round), lines);
    const seqs = namedIn(said, 'entry').map(Number);
    people.push(...namedIn(said, 'person'));
    const first = seqs[0];
    if (first !== undefined) t.ok(first > lastSaid, `round ${round}, killed after ${lines} lines: no number again`);
    lastSaid = seqs.at(-1) ?? lastSaid;

    await using stores = await openTerminal(dataDir, { bootId: `check-${round}` });
    const { journal } = stores;
    t.ok(journal.lastSeq >= lastSaid, `said ${lastSaid}, kept ${journal.lastSeq}`);
    t.match(await journal.verify(), { intact: true, gaps: [], lastSeq: journal.lastSeq });
    const { withoutTemplates } = stores.reconcile();
    t.strictSame([withoutTemplates, await stores.people.broken(never)], [[], []]);
    t.strictSame(stores.templates.subjects(), stores.people.pseudonyms());
    t.strictSame(
      people.filter((code) => !stores.people.byCode(code)),
      [],
    );
    lastSaid = journal.lastSeq;
  }
});

t.test('a second process is refused while the first lives, and let in once it was killed', async (t) => {
  const dataDir = t.testdir();
  const child = startWriter(t, dataDir, 1);
  if (!child.stdout) throw new Error('the writer has a pipe');
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await t.rejects(openTerminal(dataDir), { code: 'STORE_BUSY' });
  child.kill('SIGKILL');
  await ended;
  await using stores = await openTerminal(dataDir);
  t.match(await stores.journal.verify(), { intact: true });
});
