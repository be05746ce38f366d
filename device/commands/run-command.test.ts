// How commands end: for people, for scripts, for whoever presses Ctrl-C, and for a reader who has left.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import t from 'tap';
import { KioskError } from '../../protocol/index.ts';
import { type CommandHost, type CommandResult, runCommand } from './run-command.ts';

class Sink extends Writable {
  text = '';
  fault: NodeJS.ErrnoException | undefined;
  override _write(chunk: Buffer, _: string, done: (error?: Error | null) => void): void {
    this.text += chunk.toString();
    done(this.fault);
  }
}

class Host extends EventEmitter implements CommandHost {
  readonly stdout = new Sink();
  readonly stderr = new Sink();
  readonly exits: number[] = [];
  env: Record<string, string> = {};
  exitCode?: number;
  exit(code: number): void {
    this.exits.push(code);
  }
}

async function run(work: (signal: AbortSignal) => Promise<CommandResult>, json = false, env = {}): Promise<Host> {
  const host = new Host();
  host.env = env;
  await runCommand(work, { json }, host);
  return host;
}

const failing = (error: unknown) => (): Promise<never> => Promise.reject(error);
const answer: CommandResult = { json: { match: false }, text: 'no match', exitCode: 1 };

t.test('people get a text, scripts one JSON document, both the exit code', async (t) => {
  t.match(await run(async () => answer), { stdout: { text: 'no match\n' }, stderr: { text: '' }, exitCode: 1 });
  t.match(await run(async () => answer, true), { stdout: { text: '{"match":false}\n' }, exitCode: 1 });
  t.match(await run(async () => ({ ...answer, text: '' })), { stdout: { text: '' } });
});

t.test('a fault is one line and what to do, with exit code 3', async (t) => {
  const host = await run(failing(new KioskError('HAL_TIMEOUT', { device: 'sensor', limitMs: 500 })));
  t.match(host.stderr.text, /^HAL_TIMEOUT: device did not answer in time \(device sensor, limitMs 500\)\n-> try again/);
  t.equal(host.stdout.text, '');
  t.equal(host.exitCode, 3);
});

t.test('what was given wrongly is exit code 2', async (t) => {
  for (const code of ['USAGE', 'IMAGE_UNREADABLE', 'IMAGE_SIZE', 'TEMPLATE_MALFORMED'] as const)
    t.equal((await run(failing(new KioskError(code)))).exitCode, 2, code);
});

t.test('a list of mistakes is printed as a list', async (t) => {
  const host = await run(failing(new KioskError('CONFIG_INVALID', { mistakes: 2, detail: 'a:1: x\na:2: y' })));
  t.match(host.stderr.text, /^CONFIG_INVALID: .* \(mistakes 2\)\n {2}a:1: x\n {2}a:2: y\n-> mend/);
});

t.test('a script that asked for JSON gets the fault as JSON as well', async (t) => {
  const host = await run(failing(new KioskError('STORE_FULL', { path: 'x' })), true);
  t.match(JSON.parse(host.stdout.text), { error: { code: 'STORE_FULL', transient: true, context: { path: 'x' } } });
  const unknown = await run(failing(new Error('oh')), true);
  t.match(JSON.parse(unknown.stdout.text), { error: { code: null, message: 'oh' } });
});

t.test('a bug is one line, and its stack only for those who ask', async (t) => {
  const bug = new TypeError('x is not\n a function', { cause: new Error('deeper') });
  const host = await run(failing(bug));
  t.equal(host.stderr.text, 'unexpected: x is not a function\nset RIDGED_DEBUG=1 and repeat it to see where\n');
  t.equal(host.exitCode, 3);
  const debugging = await run(failing(bug), false, { RIDGED_DEBUG: '1' });
  t.match(debugging.stderr.text, /run-command\.test\.ts[\s\S]*caused by\nError: deeper/);
  t.match(await run(failing('a mere string')), { stderr: { text: /^unexpected: a mere string\n/ }, exitCode: 3 });
});

t.test('Ctrl-C aborts the command, waits for it, and is told by the exit code', async (t) => {
  for (const end of ['rejects', 'returns'] as const) {
    const host = new Host();
    let isClean = false;
    const done = runCommand(
      async (signal) => {
        await once(signal, 'abort');
        isClean = true;
        if (end === 'rejects') throw signal.reason;
        return answer;
      },
      { json: false },
      host,
    );
    host.emit('SIGINT');
    await done;
    t.equal(isClean, true);
    t.equal(host.exitCode, end === 'rejects' ? 130 : 1, 'who came to a proper end is told by its answer');
    t.equal(host.stderr.text, '', 'nobody is told off for it');
    t.same([host.listenerCount('SIGINT'), host.listenerCount('SIGTERM')], [0, 0]);
  }
});

t.test('a second Ctrl-C does not wait', async (t) => {
  const host = new Host();
  let finish = (): void => undefined;
  const work = new Promise<CommandResult>((resolve) => {
    finish = () => resolve(answer);
  });
  const done = runCommand(() => work, { json: false }, host);
  host.emit('SIGTERM');
  t.same(host.exits, []);
  host.emit('SIGINT');
  t.same(host.exits, [130]);
  finish();
  await done;
});

t.test('a reader who has left is no fault, a full disk behind > is one', async (t) => {
  for (const [code, exitCode] of [
    ['EPIPE', 1],
    ['ENOSPC', 3],
  ] as const) {
    const host = new Host();
    host.stdout.fault = Object.assign(new Error(code), { code });
    await runCommand(async () => answer, { json: false }, host);
    await new Promise((resolve) => setImmediate(resolve));
    t.equal(host.exitCode, exitCode, code);
    t.equal(host.stderr.text.includes(code), code === 'ENOSPC');
  }
});

t.test('in a process of its own', async (t) => {
  const start = (what: string) =>
    spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'fixtures', 'slow-command.ts'), what]);

  t.test('Ctrl-C ends it with 130 after it has cleaned up', async (t) => {
    const child = start('wait');
    const told: string[] = [];
    const waiting = new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        told.push(chunk.toString());
        if (told.join('').includes('waiting\n')) resolve();
      });
    });
    const closed = once(child, 'close');
    await Promise.race([waiting, closed]);
    child.kill('SIGINT');
    t.same(await closed, [130, null]);
    t.equal(told.join(''), 'waiting\ncleaned up\n');
  });

  t.test('head takes a line and leaves', async (t) => {
    const child = start('much');
    const told: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    t.same(await closed, [0, null]);
    t.equal(told.join(''), '');
  });
});
