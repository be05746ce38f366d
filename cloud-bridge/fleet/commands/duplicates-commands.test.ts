// Records that seem to be one person, as a manager meets them, in SQLite.
import t from 'tap';
import { duplicatesSuite } from '../../fixtures/duplicates-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';

duplicatesSuite(t, manager);
