// How many people were compared with how many others: pairs that met at a terminal, each once.
import t from 'tap';
import { coverageOf } from './coverage.ts';

const people = (...names: readonly string[]) => new Set(names);

t.test('two are compared where one terminal knows both, and counted once however many do', async (t) => {
  const all = people('a', 'b', 'c', 'd', 'e');
  t.strictSame(coverageOf(all, []), { people: 5, searched: 0, pairs: 10, compared: 0 });
  t.strictSame(coverageOf(all, [people('a', 'b', 'stranger')]), { people: 5, searched: 2, pairs: 10, compared: 1 });
  const apart = [people('a', 'b'), people('c', 'd')];
  t.strictSame(coverageOf(all, apart), { people: 5, searched: 4, pairs: 10, compared: 2 });
  const bridged = [...apart, people('a', 'b', 'c')];
  t.strictSame(coverageOf(all, bridged), { people: 5, searched: 4, pairs: 10, compared: 4 });
  t.strictSame(coverageOf(people('a', 'b', 'c'), [people('a', 'b', 'c'), people('a', 'b', 'c')]).compared, 3);
  t.strictSame(coverageOf(people(), [people('a')]), { people: 0, searched: 0, pairs: 0, compared: 0 });
});
