// The provider's part of a terminal's connection: questions up, answers down, evidence until it is acknowledged.
import {
  type BatchSigner,
  type Clock,
  type GatewayService,
  gatewayServices,
  isFault,
  type TerminalAddress,
  topicOf,
  untilAborted,
} from '../../protocol/index.ts';
import type { Connection } from '../connection.ts';
import type { DownwardHandlers } from '../downward-ear.ts';
import type { Log } from '../log.ts';
import { EvidenceDrain } from './evidence-drain.ts';
import type { EvidenceOutbox } from './evidence-outbox.ts';
import { GatewayExchange } from './gateway-exchange.ts';

export interface ProviderRoadParts {
  readonly address: TerminalAddress;
  /** Undefined where nobody is proved here. */
  readonly evidence: EvidenceOutbox | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

type ProviderChannel = 'evidence/ack' | `gateway/${GatewayService}/response`;

export class ProviderRoad {
  readonly gateway = new GatewayExchange();
  readonly #parts: ProviderRoadParts;
  #drain: EvidenceDrain | undefined;

  constructor(parts: ProviderRoadParts) {
    this.#parts = parts;
  }

  readonly channels: readonly ProviderChannel[] = [
    'evidence/ack',
    ...gatewayServices.map((service) => `gateway/${service}/response` as const),
  ];

  readonly handlers: Pick<DownwardHandlers, ProviderChannel> = {
    'evidence/ack': (ack) => this.#acknowledge(() => this.#drain?.acknowledge(ack)),
    'gateway/card-status/response': (answer) => this.gateway.hear('card-status', answer),
    'gateway/face-verification/response': (answer) => this.gateway.hear('face-verification', answer),
    'gateway/mobile-confirmation/response': (answer) => this.gateway.hear('mobile-confirmation', answer),
    'gateway/level-up/response': (answer) => this.gateway.hear('level-up', answer),
  };

  /** As long as the connection is used. @throws KioskError FLEET_UNREACHABLE, STORE_*; the signal's reason when aborted */
  async run(connection: Connection, signer: BatchSigner, signal: AbortSignal): Promise<void> {
    const { address, evidence, clock, log } = this.#parts;
    const leave = this.gateway.attach({
      signer,
      publish: (service, payload) =>
        connection.publish({ topic: topicOf(address, `gateway/${service}/request`), payload, qos: 1 }),
    });
    try {
      if (!evidence) return await untilAborted(signal);
      const publish = (payload: string): Promise<void> =>
        connection.publish({ topic: topicOf(address, 'evidence'), payload, qos: 1 });
      this.#drain = new EvidenceDrain({ outbox: evidence, clock, log, publish });
      await this.#drain.run(signal);
    } finally {
      leave();
    }
  }

  /** A store that fails now is asked again by the next acknowledgement. */
  #acknowledge(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#parts.log.warn({ ...error.context, code: error.code }, 'an acknowledgement of evidence could not be kept');
    }
  }
}
