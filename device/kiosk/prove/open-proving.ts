// Opens what the prove visit needs, where the terminal has it; otherwise says what is missing, and everything else goes on.
import { arch } from 'node:os';
import type { Camera, Scanner } from '../../../hal/index.ts';
import { Broadcast, type Listenable, type ServiceProfile } from '../../../protocol/index.ts';
import type { CardUse } from '../../flows/card-desk.ts';
import { Counter, type ProveAnswer, ProveFlow, type ProveParts, RateLimit } from '../../flows/prove/index.ts';
import { RetryLimits } from '../../flows/retry-limits.ts';
import type { TamperGuard } from '../../tamper/index.ts';
import type { Answering } from '../answering.ts';
import type { OpenFaces } from '../faces/faces.ts';
import type { Foundation } from '../foundation.ts';
import type { LateGateway } from './late-gateway.ts';
import { thaiIdOpening } from './thai-id-opening.ts';

export interface Proving {
  readonly kind: 'open';
  readonly answers: Listenable<ProveAnswer>;
  readonly card: CardUse;
  readonly counter: Counter;
  readonly profiles: readonly ServiceProfile[];
  readonly forgetFailures: () => void;
}

export interface ProvingParts extends Foundation {
  readonly camera: Camera;
  readonly scanner: Scanner | undefined;
  readonly faces: OpenFaces;
  readonly profiles: readonly ServiceProfile[];
  readonly gateway: LateGateway;
  readonly answering: Pick<Answering, 'showProof'>;
  readonly isVirtual: boolean;
  readonly tamper: Pick<TamperGuard, 'state'>;
}

const COUNTER_NAME = 'prove';

export function openProving(parts: ProvingParts): Proving {
  const counter = new Counter();
  const flow = new ProveFlow({
    ...parts,
    ...parts.stores,
    counter,
    profiles: () => parts.profiles,
    scans: parts.scanner?.scans,
    faceServiceRate: new RateLimit(parts.policy.prove.faceService.rateLimit, parts.clock),
    random: Math.random,
    device: () => deviceFacts(parts),
    openCard: thaiIdOpening(parts.clock),
    faces: parts.faces.recognition,
    pad: parts.faces.detection,
    signer: () => parts.vault.signer('journal'),
    journal: parts.stores.journal,
    retriesOf: (number, refusals) => retriesOf(parts, number, refusals),
    show: (answer) => shown(parts, answer),
    clockState: () => parts.clockWatch.state,
  });
  const answers = new Broadcast<ProveAnswer>();
  return {
    kind: 'open',
    answers,
    card: { takes: () => true, visit: async (card, signal) => answers.send(await flow.visit(card, signal)) },
    counter,
    profiles: parts.profiles,
    forgetFailures: () => parts.stores.counters.clear(),
  };
}

const deviceFacts = ({ config, version, isVirtual, tamper }: ProvingParts): ReturnType<ProveParts['device']> => ({
  ...{ site: config.terminal.site, terminal: config.terminal.name, isVirtual },
  versions: { ridged: version, node: process.version, arch: arch() },
  tamper: tamper.state,
});

function retriesOf(
  { stores, clock, bootId, policy }: ProvingParts,
  citizenNumber: string,
  refusals: number,
): RetryLimits {
  const rule = { refusals, windowMs: null, delaysMs: policy.prove.delaysMs };
  return new RetryLimits({ rule, key: `${COUNTER_NAME}:${citizenNumber}`, store: stores.counters, clock, bootId });
}

async function shown({ answering, measurements }: ProvingParts, answer: ProveAnswer): Promise<void> {
  const timed = Object.entries(answer.stages).map(([stage, ms]) => [`prove-${stage}`, ms] as const);
  measurements.noteAll(Object.fromEntries(timed));
  if (answer.ms !== null) measurements.note('prove', answer.ms);
  await answering.showProof(answer);
}
