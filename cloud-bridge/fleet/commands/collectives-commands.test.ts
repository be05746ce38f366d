// Groups, units and sites as a manager keeps them, in SQLite.
import t from 'tap';
import { collectivesSuite } from '../../fixtures/collectives-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';

collectivesSuite(t, manager);
