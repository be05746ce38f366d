// Orders as officers meet them, at a fleet in SQLite.
import t from 'tap';
import { jobsSuite } from '../../../fixtures/jobs-suite.ts';
import { manager } from '../../../fixtures/ridgectl.ts';

jobsSuite(t, manager);
