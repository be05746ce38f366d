// A service that dies of a signal: the system writes nothing of its memory, though it would of any other.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { readConfig } from '../config/index.ts';
import { CHECKS } from '../health/checks/index.ts';
import { forbidCores } from './no-cores.ts';

const MODULE = join(import.meta.dirname, 'no-cores.ts');
const LOADER = join(import.meta.dirname, '../../.ci/typescript/import.mjs');
const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
/** Elsewhere the control would find none either. */
const skip = /^core/.test(pattern) ? false : `the system writes cores to ${pattern}`;

/** Whether a process may be given leave to write cores. */
const mayWrite = /^Max core file size\s+\S+\s+unlimited/m.test(readFileSync('/proc/self/limits', 'utf8'));
const noLeave = mayWrite ? false : 'no process may write a core here';

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

/** Holds the journal as the service does, and works somewhere else. */
const HOLDS = `import Sqlite from "better-sqlite3"; const db = new Sqlite(process.argv[1]); db.pragma("locking_mode = EXCLUSIVE");
  db.exec("CREATE TABLE a (b); BEGIN EXCLUSIVE; COMMIT"); process.chdir(process.argv[2]); console.log("held"); process.stdin.resume();`;

t.test(
  'the doctor looks at the service that runs, and where it works, and not at itself',
  { skip: noLeave },
  async (t) => {
    const dir = t.testdir({ data: {}, work: {} });
    const [dataDir, workDir] = [join(dir, 'data'), join(dir, 'work')];
    writeFileSync(join(workDir, 'report.20261102.090000.4711.0.001.json'), '{}');
    const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
    const ask = (name: 'memory' | 'residue') =>
      CHECKS[name]?.({ config, clock: systemClock, signal: new AbortController().signal });
    const script = `ulimit -c unlimited; exec "$0" --input-type=module -e '${HOLDS}' "$1" "$2"`;
    const words = ['-c', script, process.execPath, join(dataDir, 'journal.db'), workDir];
    const service = spawn('sh', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(service.stdout, 'data');
    t.match(await ask('residue'), { ok: false, detail: /work\/report\.\S+ \(memory-image\)/ });
    const lets = { ok: true, detail: new RegExp(`process ${service.pid}`), remedy: /LimitCORE/ };
    const swaps = /memory is swapped/;
    const found = await ask('memory');
    t.match(found, swaps.test(found?.detail ?? '') ? { detail: swaps } : lets);
    service.stdin.end();
    await once(service, 'exit');
    t.match(await ask('residue'), { ok: true, remedy: null }, 'one that starts looks there itself');
    t.notMatch(await ask('memory'), lets);
  },
);

t.test('where it cannot be forbidden that is known', async (t) => {
  const soft = /^Max core file size\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  t.equal(await forbidCores('no-such-program'), soft === '0' || soft === '1');
});
