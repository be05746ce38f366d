// What tsc makes of a file, kept in build/transpiled: the compiler is loaded, and takes its time, only for a file that
// changed since. A test that needs the whole service begins after one second instead of six.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const ours = new URL('../../', import.meta.url).href;
const root = fileURLToPath(ours);
const settings = readFileSync(join(root, 'tsconfig.json'), 'utf8');
const { version } = require('typescript/package.json');
/** Whatever else the outcome depends on; its source map names the folder. */
const made = createHash('sha256')
  .update(version)
  .update(settings)
  .update(root)
  .update(readFileSync(fileURLToPath(import.meta.url)));

/** One module by itself, its imports as they are written, its source map within. */
function transpiled(path, source) {
  const ts = require('typescript');
  const { options } = ts.convertCompilerOptionsFromJson(JSON.parse(settings).compilerOptions, root);
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: path,
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: false },
  });
  const map = JSON.stringify({ ...JSON.parse(sourceMapText), sources: [pathToFileURL(path).href] });
  return outputText.replace(
    /(?<=^\/\/# sourceMappingURL=).*$/m,
    `data:application/json;base64,${Buffer.from(map).toString('base64')}`,
  );
}

const asKept = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Written aside first: another test, or thread of it, may read it meanwhile, or write it too. */
function keep(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}-${threadId}`;
  writeFileSync(aside, text);
  renameSync(aside, path);
}

export async function load(url, context, nextLoad) {
  // A mocked module has a query.
  if (!url.startsWith(ours) || !new URL(url).pathname.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const source = readFileSync(path, 'utf8');
  const mark = `//# made-of=${made.copy().update(source).digest('hex')}\n`;
  const place = join(root, 'build', 'transpiled', `${relative(root, path)}.js`);
  let text = asKept(place);
  if (!text.startsWith(mark)) {
    text = mark + transpiled(path, source);
    keep(place, text);
  }
  return { format: 'module', shortCircuit: true, source: text.slice(mark.length) };
}
