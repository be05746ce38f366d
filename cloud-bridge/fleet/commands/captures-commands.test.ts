// Whoever was enrolled at a terminal, as a manager meets them: delivered by a service, held, accepted, refused.
import t from 'tap';
import { capturesSuite } from '../../fixtures/delivery-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';

capturesSuite(t, manager);
