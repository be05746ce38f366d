// Whose code is built in: under which licence, and which of it may run when it is installed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        license: z.string().optional(),
        dev: z.boolean().optional(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const manifest = z
  .object({ allowScripts: z.record(z.string(), z.boolean()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

const installed = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, about]) => ({ name: path.replace(/^.*node_modules\//, ''), ...about }));

/** SPDX. LGPL: libvips, which sharp loads as a library of its own. */
const FREE = [
  'MIT',
  'ISC',
  'BlueOak-1.0.0',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'CC0-1.0',
  'WTFPL',
  'X11',
];
const AS_LIBRARY = /^@img\/sharp-/;

/** One of those between OR, all of those between AND. */
function mayBeBuiltIn(licence: string, name: string): boolean {
  const allowed = AS_LIBRARY.test(name) ? [...FREE, 'LGPL-3.0-or-later'] : FREE;
  const either = licence.replace(/[()]/g, '').split(' OR ');
  return either.some((all) => all.split(' AND ').every((one) => allowed.includes(one)));
}

t.test('what is built in may be, by its licence', (t) => {
  const others = installed.filter(({ dev, name, license = 'none' }) => !dev && !mayBeBuiltIn(license, name));
  t.strictSame(
    others.map(({ name, license }) => `${name}: ${license}`),
    [],
  );
  t.end();
});

t.test('every package is known by its content', (t) => {
  t.strictSame(
    installed.filter(({ integrity, link }) => !integrity && !link).map(({ name }) => name),
    [],
  );
  t.end();
});

t.test('what runs when it is installed was allowed to, or refused, one by one', (t) => {
  const asking = installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  const named = Object.keys(manifest.allowScripts);
  t.strictSame(
    asking.filter((name) => !named.includes(name)),
    [],
    'nobody has looked at these',
  );
  t.strictSame(
    named.filter((name) => !installed.some((one) => one.name === name)),
    [],
    'these are not there any more',
  );
  t.end();
});
