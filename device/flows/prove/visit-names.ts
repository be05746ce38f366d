// The names that a visit goes by: for the journal, for the provider, for the person. None of them says who it was.
import { randomBytes } from 'node:crypto';
import { newPseudonym } from '../../store/index.ts';
import { newReference, type RandomBytes } from '../reference.ts';

export interface VisitNames {
  /** In the journal; made for this visit alone. */
  readonly subject: string;
  readonly evidenceId: string;
  readonly nonce: string;
  /** In the code that an app may read from the screen. */
  readonly appTicket: string;
  /** What the person is shown, to come back with: no letter that is taken for another. */
  readonly reference: string;
}

export const visitNames = (random: RandomBytes = randomBytes): VisitNames => ({
  subject: newPseudonym(random),
  evidenceId: newPseudonym(random),
  nonce: newPseudonym(random),
  appTicket: newPseudonym(random),
  reference: newReference(random),
});
