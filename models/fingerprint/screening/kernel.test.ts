// The kernel that is shipped is what the compiler makes of its source. `RIDGED_WRITE_PAGES=1 npx tap` writes it anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import t from 'tap';

const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '-O3', '--noAssert', '--outFile', 'kernel.wasm'];
const folder = import.meta.dirname;
const file = join(folder, 'kernel-binary.ts');

/** Imports are written with their ending, as everywhere; this compiler adds it by itself. */
function readSource(name: string): string | null {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll(/(from '.+)\.ts';/g, "$1';") : null;
}

async function compiled(): Promise<string> {
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(['kernel.as.ts', ...OPTIONS], {
    readFile: readSource,
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== 'string') binary = Uint8Array.from(contents);
    },
  });
  if (error !== null) throw new Error(stderr.toString(), { cause: error });
  return Buffer.from(binary).toString('base64');
}

const sourceOf = (base64: string): string =>
  [
    '// The screening kernel as WebAssembly, in base64: compiled from kernel.as.ts, kept true by kernel.test.ts, never edited.',
    'export const KERNEL =',
    `  '${base64}';`,
    '',
  ].join('\n');

t.test('the binary is what the compiler makes of the source', async (t) => {
  const source = sourceOf(await compiled());
  if (process.env['RIDGED_WRITE_PAGES'] === '1') writeFileSync(file, source);
  t.ok(source.length > 1000);
  t.equal(readFileSync(file, 'utf8'), source);
});
