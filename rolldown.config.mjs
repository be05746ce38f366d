// The sources become dist/: a file for each program and thread, and what several of them need in files beside those. A start reads a
// hundred files in the place of eight hundred. RIDGED_PRODUCT=1 leaves out what measures terminals and makes their package.

import { readdirSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { defineConfig } from 'rolldown';

const root = import.meta.dirname;
const sources = ['protocol', 'hal', 'models', 'cloud-bridge', 'device'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`),
);
const PRODUCT = /^(device\/ridged|cloud-bridge\/fleet\/ridgectl|.*\.worker)\.ts$/;
const OF_DEVELOPERS = /^(.*\.bench|device\/torture\/power\/in-guest|device\/packaging\/copyright)\.ts$/;
const isProgram = (path) => PRODUCT.test(path) || (!process.env.RIDGED_PRODUCT && OF_DEVELOPERS.test(path));
const programs = sources.filter((path) => isProgram(path) && !path.includes('/fixtures/'));
const nameOf = (path) => path.replace(/\.ts$/, '');

/** Libraries stay as they came, in node_modules; of these a terminal needs a part, and loads no more. */
const IN_PART = /^(zod|jose|@oxc-project\/runtime)(\/|$)/;
const isLibrary = (id) => /^[^./\0]/.test(id) && !IN_PART.test(id);

const OWN_PLACE = /\bimport\.meta\.(url|dirname|filename)\b/g;
const MARKED = /__placeOf\("([^"]+)"\)\.(url|dirname|filename)/g;

/** Whoever asks where it lies is told where it lay: what it looks for lies there still. */
const placesStay = {
  name: 'places-stay',
  transform: (code, id) => {
    const path = relative(root, id);
    if (path.startsWith('..') || !code.includes('import.meta.')) return null;
    return { code: code.replace(OWN_PLACE, `__placeOf("${nameOf(path)}.js").$1`), map: null };
  },
  renderChunk: (code, { fileName }) => ({
    code: code.replace(MARKED, (_, path, what) => placeFrom(fileName, path, what)),
    map: null,
  }),
};

function placeFrom(fileName, path, what) {
  if (path === fileName) return `import.meta.${what}`;
  const way = posix.relative(dirname(fileName), path);
  return what === 'url'
    ? `new URL(${JSON.stringify(way)}, import.meta.url).href`
    : `import.meta.dirname + ${JSON.stringify(`/${what === 'dirname' ? dirname(way) : way}`)}`;
}

// biome-ignore lint/style/noDefaultExport: rolldown looks for it
export default defineConfig({
  input: Object.fromEntries(programs.map((path) => [nameOf(path), join(root, path)])),
  platform: 'node',
  logLevel: 'warn',
  transform: { target: 'node20' },
  external: isLibrary,
  plugins: [placesStay],
  output: {
    ...{ dir: join(root, 'dist'), cleanDir: true, sourcemap: true },
    ...{ entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
  },
});
