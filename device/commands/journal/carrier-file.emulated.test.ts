// A file on a data carrier: whole or not at all, whatever becomes of the carrier meanwhile.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { mounted, noDisk, unmount } from '../../store/fixtures/small-disk.ts';
import { writeToCarrier } from './carrier-file.ts';

const PLACE = { name: 'a.carried', kind: '.carried' };
const never = new AbortController().signal;

async function* lines(count: number, between: (line: number) => unknown = () => 0): AsyncGenerator<string> {
  for (let line = 0; line < count; line += 1) {
    await between(line);
    yield `${randomBytes(32 * 1024).toString('hex')}\n`;
  }
}

t.test(
  'a carrier that is pulled out, or Ctrl-C, leaves nothing, and what is left half is gone the next time',
  async (t) => {
    const root = t.testdir({ stick: { '.b.carried.part': 'half', '.other.part': 'somebody else’s' } });
    const folder = join(root, 'stick');
    const stop = new AbortController();
    const interrupted = writeToCarrier(
      { ...PLACE, folder },
      lines(9, (line) => line === 5 && stop.abort(new Error('Ctrl-C'))),
      stop.signal,
    );
    await t.rejects(interrupted, { message: 'Ctrl-C' });
    t.strictSame(readdirSync(folder), ['.other.part']);
    const pulled = writeToCarrier(
      { ...PLACE, folder },
      lines(9, (line) => line === 5 && rmSync(folder, { recursive: true })),
      never,
    );
    await t.rejects(pulled, { code: 'CARRIER_FAILED' });
    t.strictSame(readdirSync(root), []);
  },
);

t.test('a file of which nobody knows whether the carrier keeps it does not lie there as a whole one', async (t) => {
  const folder = t.testdir();
  const settle = async (): Promise<void> => {
    t.strictSame(readdirSync(folder), [PLACE.name]);
    throw Object.assign(new Error('pulled out'), { code: 'EIO' });
  };
  await t.rejects(writeToCarrier({ ...PLACE, folder, settle }, lines(2), never), { code: 'CARRIER_FAILED' });
  t.strictSame(readdirSync(folder), []);
});

t.test('a carrier that is full is said to be, and nothing lies on it', { skip: noDisk() }, async (t) => {
  const folder = mounted(1);
  t.teardown(() => unmount(folder));
  await t.rejects(writeToCarrier({ ...PLACE, folder }, lines(99), never), { code: 'CARRIER_FULL' });
  t.strictSame(readdirSync(folder), []);
  const file = await writeToCarrier({ ...PLACE, folder }, lines(9), never);
  const before = createHash('sha256').update(readFileSync(file)).digest('hex');
  await t.rejects(writeToCarrier({ ...PLACE, folder }, lines(99), never), { code: 'CARRIER_FULL' });
  t.equal(createHash('sha256').update(readFileSync(file)).digest('hex'), before, 'and what lay there is whole');
});
