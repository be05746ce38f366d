// A service that dies of a signal: the system writes nothing of its memory, though it would of any other.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { forbidCores } from './no-cores.ts';

const MODULE = join(import.meta.dirname, 'no-cores.ts');
const LOADER = join(import.meta.dirname, '../../.ci/typescript/import.mjs');
const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
/** Elsewhere the control would find none either. */
const skip = /^core/.test(pattern) ? false : `the system writes cores to ${pattern}`;

/** Where the system may write cores of any size. */
async function dies(cwd: string, script: string): Promise<readonly string[]> {
  const node = [process.execPath, `--import=${LOADER}`, '--input-type=module', '-e', `'${script}'`].join(' ');
  const env = { PATH: process.env['PATH'] };
  const ended = promisify(execFile)('sh', ['-c', `ulimit -c unlimited; exec ${node}`], { cwd, env });
  t.equal(await ended.catch(({ signal }) => signal), 'SIGABRT');
  return readdirSync(cwd);
}

t.test('of a service that has forbidden it no core is written', { skip }, async (t) => {
  const others = t.testdir({ control: {}, service: {} });
  t.match(await dies(join(others, 'control'), 'process.abort()'), [/^core/], 'the system writes them here');
  const service = `import { forbidCores } from "${MODULE}"; if (await forbidCores()) process.abort(); else process.exit(3);`;
  t.strictSame(await dies(join(others, 'service'), service), []);
});

t.test('where it cannot be forbidden that is known', async (t) => {
  const soft = /^Max core file size\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  t.equal(await forbidCores('no-such-program'), soft === '0' || soft === '1');
});
