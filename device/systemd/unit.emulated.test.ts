// The unit of the service, as systemd judges it: how much is left to whoever breaks in.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const UNIT = join(import.meta.dirname, 'ridged.service');
/** Of 10. */
const MOST_EXPOSED = 2.5;
const run = promisify(execFile);
const isThere = existsSync('/usr/bin/systemd-analyze') || process.env['CI'] !== undefined;
const skip = isThere ? false : 'systemd is not installed (make setup)';

t.test('little is left to whoever breaks into the service', { skip }, async (t) => {
  const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', UNIT]);
  const [, exposure = 'none'] = /Overall exposure level for ridged\.service: ([\d.]+)/.exec(stdout) ?? [];
  t.ok(Number(exposure) <= MOST_EXPOSED, `exposed by ${exposure}`);
  t.comment(`exposed by ${exposure}`);
});

t.test('what is in its memory reaches no disk, and it keeps the rights of nobody', (t) => {
  const lines = readFileSync(UNIT, 'utf8').split('\n');
  const wanted = ['LimitCORE=0', 'MemorySwapMax=0', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'UMask=0077'];
  for (const line of [...wanted, 'User=ridged', 'StateDirectoryMode=0700']) t.ok(lines.includes(line), line);
  t.end();
});
