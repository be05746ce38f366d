// Several test files in one process, one after the other: what they import is loaded once. Each has a test of its own for
// what it takes for the whole of tap. They are named by the environment: tap names its folders after the arguments.

import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { beginFile } from './file.mjs';

register('./hooks.mjs', import.meta.url);

for (const file of process.env.TEST_FILES.split(':'))
  t.test(file, async (own) => {
    let tests = 0;
    // Also those that are skipped, of which it says nothing yet.
    const { test } = own;
    own.test = (...words) => {
      tests += 1;
      return test.apply(own, words);
    };
    beginFile(own);
    await import(pathToFileURL(resolve(file)));
    if (tests === 0) own.fail('there is no test in it');
  });
