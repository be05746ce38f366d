// Officers of a fleet in SQLite.
import t from 'tap';
import { officeSuite } from '../../fixtures/office-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';

officeSuite(t, manager);
