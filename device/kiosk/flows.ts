// Wires the flows to the parts they need: who clocks, who is enrolled, who has the sensor.

import {
  compareTemplates,
  type FingerEngine,
  type FingerPad,
  falseMatchRate,
  MATCHER_VERSION,
} from '../../models/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { proposalRules, useRules } from '../config/index.ts';
import { ClaimDesk, type ClaimDeskParts } from '../flows/claim-desk.ts';
import { assessLiveness } from '../flows/clock/assess-liveness.ts';
import type { ClaimedFaces } from '../flows/clock/by-face.ts';
import { ClockFlow } from '../flows/clock/clock-flow.ts';
import type { ClockParts } from '../flows/clock/clock-parts.ts';
import { HeldClaim } from '../flows/clock/held-claim.ts';
import { RecentPunches } from '../flows/clock/recent-punches.ts';
import type { VisitSnapshots } from '../flows/clock/visit-snapshots.ts';
import { enrolFace, type FaceEnrolRequest, type FaceEnrolResult } from '../flows/enrol/enrol-face.ts';
import { EnrolFlow } from '../flows/enrol/enrol-flow.ts';
import type { EnrolParts } from '../flows/enrol/enrol-parts.ts';
import { FrontDesk } from '../flows/front-desk.ts';
import { methodOn } from '../flows/method.ts';
import type { RequestDesk } from '../flows/requests/request-desk.ts';
import { counterOf, RetryLimits } from '../flows/retry-limits.ts';
import { ServiceGate } from '../flows/service-gate.ts';
import type { PowerWatch } from '../power/index.ts';
import { newPseudonym, photoOf } from '../store/index.ts';
import { AnswerPhoto } from './answer-photo.ts';
import { Answering } from './answering.ts';
import type { Devices } from './devices.ts';
import type { Foundation } from './foundation.ts';
import { wireRequests } from './requests.ts';
import { visitLimits } from './visit-limits.ts';
import { openVisitSnapshots } from './visit-snapshots.ts';

export interface Flows {
  /** Whether anybody is served here. */
  readonly gate: ServiceGate;
  readonly desk: FrontDesk;
  /** Where staff say who they are. */
  readonly claims: ClaimDesk;
  /** Where people ask about their own data. */
  readonly requests: RequestDesk;
  readonly enrolment: EnrolFlow;
  /** Undefined where nobody is known by the face. */
  readonly enrolFace: ((request: FaceEnrolRequest, signal: AbortSignal) => Promise<FaceEnrolResult>) | undefined;
  readonly retries: RetryLimits;
  /** Of one person who is claimed. */
  readonly retriesOf: ClockParts['retriesOf'];
  readonly answering: Answering;
  readonly answerPhoto: AnswerPhoto;
  /** Undefined where no pictures of visits are taken. */
  readonly visitSnapshots: VisitSnapshots | undefined;
  /** For whoever enrols without the sensor's bus. */
  readonly enrolParts: EnrolParts;
}

type FlowBase = Foundation &
  Devices & {
    readonly engine: FingerEngine;
    readonly pad: FingerPad;
    /** Undefined where nobody is known by the face. */
    readonly claimedFaces: ClaimedFaces | undefined;
    /** Undefined where nobody tells of mains and battery. */
    readonly power: PowerWatch | undefined;
    /** Asks the fleet for whoever is not known here. */
    readonly fetch: ClaimDeskParts['fetch'];
  };

export function wireFlows(base: FlowBase, closing: ClosingOrder): Flows {
  const { clock, sensor, tell, noteFault, measurements } = base;
  const { terminal, screen } = base.config;
  const gate = new ServiceGate(tell);
  const answerPhoto = new AnswerPhoto({ ...base, photoOf: (pseudonym) => photoOf(base.stores, pseudonym) });
  closing.defer(() => answerPhoto[Symbol.dispose]());
  const answering = new Answering({
    ...{
      ...base,
      gate,
      photo: answerPhoto,
      timeZone: terminal.timeZone,
      help: { th: screen.helpTh, en: screen.helpEn },
      isSparing: () => base.power?.isSparing ?? false,
    },
  });
  closing.defer(() => answering.stop());
  closing.defer(base.events.listen(({ type }) => type === 'power' && answering.powerChanged()));
  const retries = new RetryLimits({
    rule: base.policy.retries.oneToMany,
    key: 'one-to-many',
    store: base.stores.counters,
    clock,
    bootId: base.bootId,
  });
  const retriesOf = claimRetriesOf(base);
  const visitSnapshots = openVisitSnapshots(base, closing);
  const clockFlow = clockFlowOf(base, { answering, retries, retriesOf, visitSnapshots });
  closing.defer(() => clockFlow.end());
  const held = new HeldClaim({
    ...{ clock, tell, withinMs: base.policy.claim.withinMs },
    key: { keepFor: (claimMs) => desk.keyOfClaim.keepFor(claimMs), letGo: () => desk.keyOfClaim.letGo() },
  });
  closing.defer(() => held.drop());
  const desk = new FrontDesk({
    ...{ sensor, gate, claims: held },
    usesGlass: useRules(base.policy).may.clockFinger,
    visit: async (touch, takeKey, claim) => {
      answering.busy();
      const answer = await clockFlow.visit(touch, takeKey, claim);
      measurements.noteAll({ ...answer.stages, visit: answer.ms });
      return answer;
    },
    ready: () => answering.ready(),
    askToLift: () => answering.askToLift(),
    tell,
    noteFault,
    clock,
  });
  let isCitizenHere = false;
  const claims = new ClaimDesk({
    ...{ ...base, people: base.stores.people, retriesOf, desk, held, gate },
    flow: {
      refuseClaim: (claim, finding) => clockFlow.refuseClaim(claim, finding),
      visitByClaim: (claim, takeKey) => clockFlow.visitByClaim(claim, takeKey),
      visitByFace: async (claim, takeKey, signal) => {
        answering.busy();
        const answer = await clockFlow.visitByFace(claim, takeKey, signal);
        measurements.noteAll({ 'face-visit': answer.ms });
        return answer;
      },
    },
    hasFace: base.claimedFaces?.hasFace,
    methodOf: (person) =>
      methodOn(person, { nowMs: clock.nowMs(), timeZone: terminal.timeZone, clockState: base.clockWatch.state }),
    isCameraFree: () => !isCitizenHere,
  });
  closing.defer(() => claims.leave());
  const stop = base.events.listen((event) => {
    if (event.type !== 'prove') return;
    isCitizenHere = event.state !== 'idle';
    // Citizens come first, and are seen by nobody before they have agreed.
    if (event.state === 'card-detected') claims.leave();
  });
  closing.defer(stop);
  const requests = wireRequests({ ...base, ...ofFingers(base), answering, desk, gate, retries, retriesOf }, closing);
  const enrolParts = enrolPartsOf(base);
  const enrolment = new EnrolFlow(enrolParts);
  const enrolFace = faceEnrolmentOf(base);
  return {
    ...{ gate, desk, claims, requests, retries, retriesOf, answering, answerPhoto },
    ...{ visitSnapshots, enrolParts, enrolment, enrolFace },
  };
}

interface ClockSurroundings {
  readonly answering: Answering;
  readonly retries: RetryLimits;
  readonly retriesOf: ClockParts['retriesOf'];
  readonly visitSnapshots: VisitSnapshots | undefined;
}

/** Its name in the store of counters: an HMAC is kept of it. */
const NOBODYS = 'claims-of-nobody';

/** Of each person who is claimed; and of claims that are nobody's, or numbers could be tried out one after another. */
const claimRetriesOf =
  ({ stores, clock, bootId, policy }: Foundation): ClockParts['retriesOf'] =>
  (subject) => {
    const { oneToOne, oneToMany } = policy.retries;
    const counted = subject === null ? { rule: oneToMany, key: NOBODYS } : { rule: oneToOne, key: counterOf(subject) };
    return new RetryLimits({ ...counted, store: stores.counters, clock, bootId });
  };

function clockFlowOf(base: FlowBase, { answering, retries, retriesOf, visitSnapshots }: ClockSurroundings): ClockFlow {
  const { config, stores, clock, clockWatch } = base;
  const punches = new RecentPunches();
  punches.rebuild(stores.journal, clock.nowMs());
  return new ClockFlow({
    ...base,
    ...stores,
    people: stores.people,
    fleetPeople: stores.fleetPeople,
    journal: stores.journal,
    ...ofFingers(base),
    retries,
    retriesOf,
    punches,
    show: (answer) => answering.show(answer),
    clockState: () => clockWatch.state,
    timeZone: config.terminal.timeZone,
    proposal: proposalRules(config.clock),
    repeatWindowMs: config.clock.repeatWindowMs,
    snapshots: visitSnapshots,
  });
}

/** Alike for whoever clocks and whoever asks about their own data. */
const ofFingers = (base: FlowBase): Pick<ClockParts, 'matcher' | 'liveness' | 'limitsMs'> => ({
  matcher: { model: 'ridged-fingerprint', version: MATCHER_VERSION },
  liveness: livenessOn(base.pad),
  limitsMs: () => visitLimits(base.policy, base.sensor.info),
});

function faceEnrolmentOf(base: FlowBase): Flows['enrolFace'] {
  const { claimedFaces, policy } = base;
  if (!claimedFaces) return undefined;
  const parts = { ...base, ...claimedFaces, newPseudonym, purpose: useRules(policy).purpose };
  return (request, signal) => enrolFace(request, parts, signal);
}

/** Whoever clocks and whoever is enrolled touch one glass: what either leaves on it is known to both. */
const livenessOn =
  (pad: FingerPad): EnrolParts['liveness'] =>
  (impression, signal) =>
    assessLiveness(pad, impression, signal);

/** Time to wipe a finger and to look where it goes. */
const TOUCH_LIMIT_MS = 30_000;

const enrolPartsOf = (base: FlowBase): EnrolParts => ({
  ...base,
  journal: base.stores.journal,
  liveness: livenessOn(base.pad),
  isSameFinger: (a, b, rate) => falseMatchRate(compareTemplates(a, b), { impressions: 1 }) <= rate,
  newPseudonym,
  touchLimitMs: TOUCH_LIMIT_MS,
});
