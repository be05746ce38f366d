// onnxruntime would keep an identity of the machine and tell its maker of each network: nothing of a terminal leaves that way.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { entryOf, installed, meanNetwork } from './fixtures/networks.ts';

const RUN_ONE = join(import.meta.dirname, 'fixtures', 'run-one-network.ts');

t.test('a process that runs a network leaves nothing in the home of its user', async (t) => {
  const folder = t.testdir({ home: {}, models: {} });
  const home = join(folder, 'home');
  const models = join(folder, 'models');
  const content = meanNetwork({ widthPx: 6, heightPx: 4, weights: [2], biases: [0] });
  const manifest = installed(models, content, entryOf(content, { outputs: [{ name: 'score', shape: ['N', 1] }] }));
  // Nothing else that would keep the library quiet: in a CI it is so by itself.
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home };
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, RUN_ONE, manifest, models], {
    env,
  });
  t.equal(stdout, '1', 'it did run');
  t.strictSame(readdirSync(home, { recursive: true }), []);
});

t.test('a thread whose environment does not forbid it loads no network', async (t) => {
  const sessions = new URL('onnx-sessions.ts', import.meta.url).href;
  const code = `import { parentPort } from 'node:worker_threads';
    const { onnxAnswer } = await import(${JSON.stringify(sessions)});
    await onnxAnswer({ id: 0, model: { entry: {}, bytes: new ArrayBuffer(1) } }).catch(({ message }) => parentPort.postMessage(message));`;
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { env: {} });
  t.teardown(() => thread.terminate());
  t.match(await new Promise((answer) => thread.once('message', answer)), /ORT_DISABLE_TELEMETRY/);
});
