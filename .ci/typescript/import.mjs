// For tests: `node --import ./.ci/typescript/import.mjs` runs TypeScript.

import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
