// The package for arm64 on a processor that is emulated: that it starts, recognises, and computes networks. (qemu-user; not a board.)
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { synthesisePrint } from '../../models/laboratory.ts';
import { meanNetwork } from '../../models/runtime/fixtures/networks.ts';
import { pngOf } from '../fixtures/drawn-prints.ts';
import { call, noPackages, packagePath, ROOT } from './fixtures/debian.ts';

const FOLDER = join(ROOT, 'build', 'debian', 'arm64');
const PRODUCT = join(FOLDER, 'usr', 'lib', 'ridged');
const SYSROOT = join(ROOT, 'build', 'package', 'arm64', 'sysroot');
/** onnxruntime counts processors below /sys, where the host's own would mislead it. */
const EMULATED = `
  mount -t tmpfs none /sys/devices/system/cpu
  for file in possible present online; do echo 0-1 > /sys/devices/system/cpu/$file; done
  unset NODE_OPTIONS
  exec qemu-aarch64-static -cpu cortex-a72 -L "$0" "$@"`;
const emulated = (...words: readonly string[]) =>
  call('unshare', ['--mount', 'sh', '-eu', '-c', EMULATED, SYSROOT, join(PRODUCT, 'bin', 'node'), ...words]);
const RIDGED = join(PRODUCT, 'dist', 'device', 'ridged.js');

/** Of a grey picture: its mean, and what the network makes of it. */
const NETWORK = `
  const { InferenceSession, Tensor } = require(process.argv[1]);
  InferenceSession.create(process.argv[2])
    .then((session) => session.run({ picture: new Tensor('float32', new Float32Array(4 * 4).fill(0.5), [1, 1, 4, 4]) }))
    .then(({ score }) => console.log(JSON.stringify([...score.data])));`;

t.test('a terminal with an ARM processor', { skip: noPackages }, async (t) => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  t.equal((await call('dpkg-deb', ['-x', packagePath('arm64'), FOLDER])).code, 0);

  await t.test('starts', async (t) => {
    const { said, complaints } = await emulated(RIDGED, '--version');
    t.match(said, /^\d+\.\d+\.\d+\n$/, complaints);
  });

  await t.test('extracts a finger', async (t) => {
    const file = join(FOLDER, 'print.png');
    await pngOf(file, synthesisePrint({ seed: 7, finger: 1, impression: 0, widthPx: 256, heightPx: 288 }));
    const { said, complaints } = await emulated(RIDGED, 'finger', 'extract', file, '--dpi', '500', '--json');
    t.ok(Number(JSON.parse(said).minutiae) > 10, `${said} ${complaints}`);
  });

  await t.test('computes a network', async (t) => {
    const file = join(FOLDER, 'mean.onnx');
    writeFileSync(file, meanNetwork({ widthPx: 4, heightPx: 4, weights: [1], biases: [0] }));
    const { said, complaints } = await emulated('-e', NETWORK, join(PRODUCT, 'node_modules', 'onnxruntime-node'), file);
    const [score = 0] = JSON.parse(said || '[]');
    t.ok(Math.abs(score - 1 / (1 + Math.exp(-0.5))) < 1e-6, `${said} ${complaints}`);
  });

  await t.test('has the bindings of sensors, cards, stores and pictures', async (t) => {
    for (const name of ['serialport', 'node-hid', 'pcsclite', 'better-sqlite3', 'sharp']) {
      const { code, complaints } = await emulated(
        '-e',
        `require(process.argv[1])`,
        join(PRODUCT, 'node_modules', name),
      );
      t.equal(code, 0, `${name} ${code === 0 ? '' : complaints}`);
    }
  });
});
