// How often somebody may be taken for another where their fingers are searched for among everybody's.
import type { Policy } from '../../config/index.ts';

/** Every impression is searched for; the tolerated rate is that of all of a person's together, at the glass and in the store. */
export const duplicateFpir = (
  { identification }: Pick<Policy, 'identification'>,
  fingers: readonly { readonly impressions: readonly unknown[] }[],
): number => identification.fpir / fingers.reduce((sum, { impressions }) => sum + impressions.length, 0);
