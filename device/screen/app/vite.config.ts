// The pages of the screen, built into plain files that the service hands out: no inline script, nothing from elsewhere.
import { defineConfig } from 'vite';

const here = (path: string): string => new URL(path, import.meta.url).pathname;

// biome-ignore lint/style/noDefaultExport: Vite reads it so
export default defineConfig({
  root: here('.'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: here('../../../dist/device/screen/pages'),
    emptyOutDir: true,
    target: 'es2022',
    // The page's rules let no data: address in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: here('index.html'), bench: here('bench.html'), operator: here('operator.html') },
    },
  },
});
