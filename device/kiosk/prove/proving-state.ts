// Whether people are proved here; where not, why not, for the log, the doctor and the screen. Nothing else waits for it.
import type { Camera, Scanner } from '../../../hal/index.ts';
import { isFault, type KioskError, type ServiceProfile } from '../../../protocol/index.ts';
import { useRules } from '../../config/index.ts';
import type { TamperGuard } from '../../tamper/index.ts';
import type { Answering } from '../answering.ts';
import type { Faces } from '../faces/faces.ts';
import type { Foundation } from '../foundation.ts';
import type { LateGateway } from './late-gateway.ts';
import { newestSeen } from './newest-seen.ts';
import { openProving, type Proving } from './open-proving.ts';
import { readProfiles } from './service-profiles.ts';

export interface ProvingClosed {
  readonly kind: 'closed';
  readonly why: string;
}

export type ProvingState = Proving | ProvingClosed;

export interface ProvingBase extends Foundation {
  readonly faces: Faces;
  readonly camera: Camera | undefined;
  readonly scanner: Scanner | undefined;
  readonly gateway: LateGateway;
  readonly answering: Answering;
  readonly isVirtual: boolean;
  readonly tamper: TamperGuard;
  readonly trust: unknown;
  readonly given: readonly ServiceProfile[] | undefined;
}

const closed = (why: string): ProvingClosed => ({ kind: 'closed', why });

/** @throws the signal's reason when aborted */
export async function provingOf(base: ProvingBase, signal: AbortSignal): Promise<ProvingState> {
  const { camera, policy, log, record, noteFault } = base;
  if (!useRules(policy).may.proveFace) return closed('the policy does not have it so');
  try {
    const profiles = newestSeen(await profilesOf(base), { ...base, seen: base.stores.profiles });
    if (profiles.length === 0) return closed('no service profile is installed');
    if (!camera) return closed('no camera is configured');
    const proving = openProving({ ...base, camera, profiles, faces: await base.faces.open(signal) });
    log.info({ services: profiles.map(({ id, version }) => `${id} ${version}`) }, 'people are proved here');
    return proving;
  } catch (fault) {
    signal.throwIfAborted();
    noteFault(fault);
    const { code } = fault as KioskError; // noteFault throws what is none
    log.warn({ code }, 'nobody is proved here: run "ridged doctor"');
    const why = isFault(fault) ? reasonOf(fault) : code;
    record({ event: 'fault', device: 'prove', code, detail: isFault(fault) ? why : '' });
    return closed(why);
  }
}

/** Of several networks which one it is about; no paths, for it is shown. */
function reasonOf({ message, context }: KioskError): string {
  const model = context['model'] ?? context['name'];
  return model === undefined ? message : `${message} (${model})`;
}

async function profilesOf({
  config,
  trust,
  given = [],
  noteFault,
  log,
}: ProvingBase): Promise<readonly ServiceProfile[]> {
  const { profiles: dir } = config.prove;
  if (dir === undefined) return given;
  const onRefused = (file: string, fault: KioskError): void => {
    noteFault(fault);
    log.warn({ file }, 'a service profile is not taken');
  };
  return [...given, ...(await readProfiles({ dir, trust, onRefused }))];
}
