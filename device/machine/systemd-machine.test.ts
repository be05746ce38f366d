// What the service asks of systemd, and what it says where it is refused.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { restartService, systemdMachine } from './index.ts';

const never = new AbortController().signal;

/** A command that writes down how it was called, and ends as the test says. */
function command(t: Test, body: string): { readonly path: string; readonly called: () => string } {
  const folder = t.testdir();
  const [path, log] = [join(folder, 'command'), join(folder, 'called')];
  writeFileSync(path, `#!/bin/sh\necho "$@" >'${log}'\n${body}\n`);
  chmodSync(path, 0o755);
  return { path, called: () => readFileSync(log, 'utf8').trim() };
}

t.test('the clock is set in whole seconds of UTC, and nobody is asked for a password', async (t) => {
  const { path, called } = command(t, 'exit 0');
  await systemdMachine({ systemctl: 'false', timedatectl: path }).setTime(1_793_581_200_499, never);
  t.equal(called(), '--no-ask-password set-time @1793581200');
});

t.test('an update starts the service anew, and nothing else', async (t) => {
  const { path, called } = command(t, 'exit 0');
  await restartService(never, { systemctl: path });
  t.equal(called(), '--no-ask-password --no-block restart ridged.service');
});

t.test('a refusal is told in the words of the system', async (t) => {
  const { path } = command(t, 'echo "Call to Reboot failed: Interactive authentication required." >&2; exit 1');
  const machine = systemdMachine({ systemctl: path, timedatectl: path });
  await t.rejects(machine.reboot(never), {
    code: 'MACHINE_REFUSED',
    context: { what: 'reboot', why: /authentication/ },
  });
  await t.rejects(machine.setTime(1, never), { code: 'MACHINE_REFUSED', context: { what: 'set-time' } });
});

t.test('without systemd it is a refusal like any other', async (t) => {
  const nowhere = join(t.testdir(), 'is-not-there');
  const machine = systemdMachine({ systemctl: nowhere, timedatectl: nowhere });
  await t.rejects(machine.reboot(never), { code: 'MACHINE_REFUSED', context: { why: /ENOENT/ } });
});
