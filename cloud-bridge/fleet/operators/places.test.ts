// Whom each terminal is to let in: by where they work, and no more than it takes.
import t from 'tap';
import { MOST_SITE_OPERATORS, siteOperatorSchema } from '../../../protocol/index.ts';
import { securityKey } from '../../fixtures/operator-keys.ts';
import { door, gate } from '../../fixtures/register-words.ts';
import type { Collective } from '../register/index.ts';
import { mustHaveRoom, operatorsAt, type PlacedOperator, type WorkPlace } from './places.ts';

const NOW_MS = 1_000_000;
const EVERYWHERE: WorkPlace = { kind: 'everywhere', name: '' };

const operator = (id: string, change: Partial<PlacedOperator> = {}): PlacedOperator => ({
  ...{ id: id.padEnd(22, 'A'), name: id, role: 'operator', validUntilMs: null, keys: [securityKey()] },
  ...{ places: [EVERYWHERE], ...change },
});

const namesAt = (place: typeof gate, operators: readonly PlacedOperator[], sites: readonly Collective[] = []) =>
  operatorsAt(place, { operators, sites }, NOW_MS).map(({ name }) => name);

t.test('everywhere, a site by any of its names, or a terminal: each is let in there, and nowhere else', async (t) => {
  const all = [
    operator('c'),
    operator('b', { places: [{ kind: 'site', name: 'กรุงเทพ' }] }),
    operator('a', { places: [{ kind: 'terminal', name: door.terminal }] }),
    operator('d', { places: [] }),
  ];
  const bangkok: Collective = {
    ...{ id: 1, version: 1, code: 'bangkok', nameTh: 'กรุงเทพ', nameEn: '' },
    ...{ kind: 'site', within: null, timeZone: null },
  };
  t.strictSame(namesAt(gate, all, [bangkok]), ['b', 'c'], 'always in one order');
  t.strictSame(namesAt(gate, all), ['c'], 'a name that is nobody’s means itself');
  t.strictSame(namesAt(door, all, [bangkok]), ['a', 'c']);
});

t.test('whoever has no key, or whose time is over, is not sent; what is sent is an operator and no more', async (t) => {
  const all = [
    operator('a', { keys: [] }),
    operator('b', { validUntilMs: NOW_MS }),
    operator('c', { validUntilMs: NOW_MS + 1 }),
  ];
  const [only, ...none] = operatorsAt(gate, { operators: all, sites: [] }, NOW_MS);
  t.strictSame(none, []);
  t.strictSame(siteOperatorSchema.parse(only), only);
});

t.test('more than a terminal takes are refused by the terminal’s name, before and when they are sent', async (t) => {
  const many = Array.from({ length: MOST_SITE_OPERATORS }, (_, at) => operator(`${at}-`));
  t.equal(namesAt(gate, many).length, MOST_SITE_OPERATORS);
  const why = /33 operators would work at bangkok\.gate-17, and a terminal takes 32/;
  t.throws(() => namesAt(gate, [...many, operator('x')]), { code: 'USAGE', context: { why } });
  const fleet = { operators: many, sites: [] };
  t.throws(() => mustHaveRoom({ places: [EVERYWHERE], here: [gate] }, fleet, NOW_MS), {
    code: 'USAGE',
    context: { why },
  });
  const elsewhere = { places: [{ kind: 'terminal', name: door.terminal }], here: [gate] } as const;
  t.doesNotThrow(() => mustHaveRoom(elsewhere, fleet, NOW_MS));
  t.doesNotThrow(() =>
    mustHaveRoom({ places: [EVERYWHERE], here: [gate] }, { ...fleet, operators: many.slice(1) }, NOW_MS),
  );
});
