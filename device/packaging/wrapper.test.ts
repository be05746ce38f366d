// What is measured is what is installed: a bench starts the service as the package's own program does.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { LEAN } from '../commands/bench/service-process.ts';

t.test('memory is spared by the same settings', (t) => {
  const wrapper = readFileSync(new URL('root/usr/bin/ridged', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(LEAN.env)) t.match(wrapper, `${name}="\${${name}:-${value}}" \\\n`);
  t.match(wrapper, `/bin/node" ${LEAN.node.join(' ')} "`);
  t.end();
});
