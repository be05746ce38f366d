// Whether staff may show their face here after a card or a number; where that is asked for and cannot be, why not. Fingers do not wait for it.
import type { Camera } from '../../../hal/index.ts';
import { isFault } from '../../../protocol/index.ts';
import { useRules } from '../../config/index.ts';
import type { ClaimedFaces } from '../../flows/clock/by-face.ts';
import type { Faces } from '../faces/faces.ts';
import type { Foundation } from '../foundation.ts';

export interface ClaimedFacesBase extends Foundation {
  readonly camera: Camera | undefined;
  readonly faces: Faces;
}

/** @throws the signal's reason when aborted */
export async function claimedFacesOf(base: ClaimedFacesBase, signal: AbortSignal): Promise<ClaimedFaces | undefined> {
  const { config, policy, camera, faces, stores, log, record, noteFault } = base;
  const { purpose, may } = useRules(policy);
  if (!config.clock.face) return undefined;
  if (!may.clockFace) {
    log.warn('staff cannot show their face: the policy does not have it so');
    return undefined;
  }
  if (!camera) {
    log.warn('staff cannot show their face: no camera is configured');
    return undefined;
  }
  try {
    const { recognition, detection } = await faces.open(signal);
    const { name: model, version } = recognition.recogniser;
    const hasFace = (subject: string): boolean => stores.faces.has(subject, { purpose, model, version });
    return {
      camera,
      faces: recognition,
      pad: detection,
      kept: (subject) => {
        if (!hasFace(subject)) return undefined;
        try {
          return stores.faces.of(subject, purpose);
        } catch (fault) {
          // Of this person alone: whoever else can show them is not kept from it.
          noteFault(fault);
          return undefined;
        }
      },
      hasFace,
      isLinkedPhoto: (subject, jpeg) => {
        const person = stores.people.byPseudonym(subject);
        return person !== undefined && stores.people.isPhotoOf(person, jpeg);
      },
    };
  } catch (fault) {
    signal.throwIfAborted();
    if (!isFault(fault)) throw fault;
    noteFault(fault);
    log.warn({ code: fault.code }, 'staff cannot show their face: run "ridged doctor"');
    record({ event: 'fault', device: 'face', code: fault.code, detail: fault.message });
    return undefined;
  }
}
