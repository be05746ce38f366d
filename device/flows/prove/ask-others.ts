// Once the decision here is a match: what the profile asks of the national service and of the person's telephone.
import type { OutcomeCode, ServiceProfile } from '../../../protocol/index.ts';
import { askFaceService, type Shown } from './ask-face-service.ts';
import { confirmMobile } from './confirm-mobile.ts';
import { isMatch, withContact, withFaceService } from './decide.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

/** @throws the visit's end */
export async function askOthers(
  visit: ProveVisit,
  decided: OutcomeCode,
  { shown, ...asking }: { readonly shown: Shown; readonly profile: ServiceProfile; readonly parts: ProveParts },
): Promise<OutcomeCode> {
  const { dossier } = visit;
  if (!isMatch(decided)) return decided;
  dossier.faceService = await askFaceService(visit, shown, asking);
  const code = withFaceService(decided, dossier.faceService);
  if (!isMatch(code)) return code;
  dossier.contact = await confirmMobile(visit, asking);
  return withContact(code, dossier.contact);
}
