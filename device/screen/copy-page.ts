// Part of `make build`: puts the page's own files beside the compiled server.

import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const built = import.meta.dirname;
const source = resolve(built, '..', '..', '..', 'device', 'screen', 'page');
await cp(source, join(built, 'page'), { recursive: true });
