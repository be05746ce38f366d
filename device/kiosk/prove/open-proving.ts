// Opens what the prove visit needs, where the terminal has it; otherwise says what is missing, and everything else goes on.
import { randomInt } from 'node:crypto';
import { arch } from 'node:os';
import type { Camera, CardReaders, Scanner } from '../../../hal/index.ts';
import { FaceEngine, type FaceModels, FacePad } from '../../../models/index.ts';
import type { ServiceProfile } from '../../../protocol/index.ts';
import type { ClosingOrder } from '../../closing-order.ts';
import { POLICY } from '../../config/index.ts';
import {
  Counter,
  type ProveAnswer,
  ProveDesk,
  ProveFlow,
  type ProveParts,
  RateLimit,
} from '../../flows/prove/index.ts';
import { RetryLimits } from '../../flows/retry-limits.ts';
import type { Answering } from '../answering.ts';
import type { Foundation } from '../foundation.ts';
import { faceAttackDetection } from './face-attack-detection.ts';
import { faceRecognition } from './face-recognition.ts';
import type { LateGateway } from './late-gateway.ts';
import { thaiIdOpening } from './thai-id-opening.ts';

export interface Proving {
  readonly kind: 'open';
  /** For whoever plays a person before the camera. */
  readonly engine: FaceEngine;
  readonly desk: ProveDesk;
  readonly counter: Counter;
  readonly profiles: readonly ServiceProfile[];
  readonly forgetFailures: () => void;
}

export interface ProvingParts extends Foundation {
  readonly readers: CardReaders;
  readonly camera: Camera;
  readonly scanner: Scanner | undefined;
  readonly models: FaceModels;
  readonly profiles: readonly ServiceProfile[];
  readonly gateway: LateGateway;
  readonly answering: Pick<Answering, 'showProof'>;
  readonly isVirtual: boolean;
}

const COUNTER_NAME = 'prove';
/** At which rate strangers pass for one person between two frames of one visit: the loosest that the engine allows. */
const SAME_FACE_RATE = 1e-3;

/** @throws KioskError of the models; the signal's reason when aborted */
export async function openProving(parts: ProvingParts, closing: ClosingOrder, signal: AbortSignal): Promise<Proving> {
  const engine = closing.use(await FaceEngine.open(parts.models, signal));
  const pad = closing.use(await FacePad.open(parts.models, signal));
  const counter = new Counter();
  const flow = new ProveFlow({
    ...parts,
    ...parts.stores,
    counter,
    profiles: () => parts.profiles,
    scans: parts.scanner?.scans,
    faceServiceRate: new RateLimit(POLICY.prove.faceService.rateLimit, parts.clock),
    random: Math.random,
    device: () => deviceFacts(parts),
    openCard: thaiIdOpening(parts.clock),
    faces: faceRecognition(engine),
    pad: faceAttackDetection({ pad, random: unforeseeable, sameFaceAt: engine.threshold(SAME_FACE_RATE) }),
    signer: () => parts.vault.signer('journal'),
    journal: parts.stores.journal,
    retriesOf: (number, refusals) => retriesOf(parts, number, refusals),
    show: (answer) => shown(parts, answer),
    clockState: () => parts.clockWatch.state,
    policy: POLICY,
  });
  const desk = new ProveDesk({ readers: parts.readers, flow });
  return {
    kind: 'open',
    engine,
    desk,
    counter,
    profiles: parts.profiles,
    forgetFailures: () => parts.stores.counters.clear(),
  };
}

const PRECISION = 2 ** 32;
const unforeseeable = (): number => randomInt(PRECISION) / PRECISION;

const deviceFacts = ({ config, version, isVirtual }: ProvingParts): ReturnType<ProveParts['device']> => ({
  ...{ site: config.terminal.site, terminal: config.terminal.name, isVirtual },
  versions: { ridged: version, node: process.version, arch: arch() },
  // No input of the cabinet is read yet.
  tamper: 'not-monitored',
});

function retriesOf({ stores, clock, bootId }: ProvingParts, citizenNumber: string, refusals: number): RetryLimits {
  const rule = { refusals, windowMs: null, delaysMs: POLICY.prove.delaysMs };
  return new RetryLimits({ rule, key: `${COUNTER_NAME}:${citizenNumber}`, store: stores.counters, clock, bootId });
}

async function shown({ answering, measurements }: ProvingParts, answer: ProveAnswer): Promise<void> {
  const timed = Object.entries(answer.stages).map(([stage, ms]) => [`prove-${stage}`, ms] as const);
  measurements.noteAll(Object.fromEntries(timed));
  if (answer.ms !== null) measurements.note('prove', answer.ms);
  await answering.showProof(answer);
}
