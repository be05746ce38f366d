// Wires what people ask about their own data to the sensor, the journal, the light and the screen.
import { randomBytes } from 'node:crypto';
import type { FingerEngine } from '../../models/index.ts';
import type { KioskEvent } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { ClockParts } from '../flows/clock/clock-parts.ts';
import { noteShown } from '../flows/clock/duress.ts';
import type { FrontDesk } from '../flows/front-desk.ts';
import { FingerProof } from '../flows/requests/finger-proof.ts';
import { RequestBook } from '../flows/requests/request-book.ts';
import { RequestDesk } from '../flows/requests/request-desk.ts';
import { RetryLimits } from '../flows/retry-limits.ts';
import type { ServiceGate } from '../flows/service-gate.ts';
import type { Answering } from './answering.ts';
import type { Devices } from './devices.ts';
import type { Foundation } from './foundation.ts';

/** In the store of counters: an HMAC is kept of it. */
const UNKNOWN_VISITS = 'visits-of-nobody';

type RequestsBase = Foundation &
  Devices & { readonly engine: FingerEngine } & Pick<
    ClockParts,
    'liveness' | 'matcher' | 'retries' | 'retriesOf' | 'limitsMs'
  > & {
    readonly answering: Answering;
    readonly desk: FrontDesk;
    readonly gate: ServiceGate;
  };

function isOfAnother(event: KioskEvent): boolean {
  switch (event.type) {
    case 'prove':
      return event.state === 'card-detected';
    case 'closed':
      return event.message !== null;
    default:
      return ['touch', 'claim', 'claim-asked', 'face', 'enrol'].includes(event.type);
  }
}

export function wireRequests(base: RequestsBase, closing: ClosingOrder): RequestDesk {
  const { stores, clock, config, policy, bootId, answering, events } = base;
  const { journal, people, counters } = stores;
  const { timeZone } = config.terminal;
  const requests = new RequestDesk({
    ...{ ...base, journal, people },
    book: new RequestBook({ journal, clock, timeZone, random: randomBytes }),
    proof: new FingerProof({
      ...{ ...base, journal, lamp: answering },
      noteShown: (known) => noteShown(known, 'data-request', base),
    }),
    retries: new RetryLimits({ rule: policy.retries.oneToMany, key: UNKNOWN_VISITS, store: counters, clock, bootId }),
    show: (answer) => answering.showRequest(answer),
  });
  // Whoever comes now has not asked for what stands there: no touch of theirs may be taken for it.
  const stop = events.listen((event) => {
    if (isOfAnother(event)) requests.leave();
  });
  closing.defer(stop);
  closing.defer(() => requests.leave());
  return requests;
}
