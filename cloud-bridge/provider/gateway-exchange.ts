// Questions to a provider's gateway and their answers, over whatever connection stands at the moment.
import {
  abortable,
  type BatchSigner,
  Deadline,
  type GatewayAnswer,
  type GatewayRequest,
  type GatewayService,
  KioskError,
  type ProviderKey,
  sealForProvider,
} from '../../protocol/index.ts';

export interface Question<S extends GatewayService> {
  readonly service: S;
  readonly body: GatewayRequest<S>;
  /** To whom it is sealed. */
  readonly key: ProviderKey;
  readonly limitMs: number;
}

/** What a connection offers while it stands. */
export interface GatewayRoad {
  readonly signer: BatchSigner;
  publish(service: GatewayService, payload: string): Promise<void>;
}

interface Waiting {
  readonly service: GatewayService;
  readonly answered: (answer: unknown) => void;
}

/** A terminal serves one visit at a time; each asks a handful of questions. */
const MOST_WAITING = 32;

export class GatewayExchange {
  #road: GatewayRoad | undefined;
  readonly #waiting = new Map<string, Waiting>();

  /** From now on questions go this way; returns how to close it. What was asked waits for its own limit. */
  attach(road: GatewayRoad): () => void {
    this.#road = road;
    return () => {
      if (this.#road === road) this.#road = undefined;
    };
  }

  /**
   * @throws KioskError FLEET_UNREACHABLE at once where there is no connection, or where no answer came in time; KEY_UNAVAILABLE;
   * when aborted, the signal's reason
   */
  async ask<S extends GatewayService>(question: Question<S>, signal: AbortSignal): Promise<GatewayAnswer<S>> {
    const { service, body, key, limitMs } = question;
    const road = this.#road;
    if (!road || this.#waiting.size >= MOST_WAITING) throw unreachable(service, road ? 'too many wait' : 'off line');
    using limit = new Deadline(signal, limitMs, () => unreachable(service, 'no answer'));
    const answer = new Promise<unknown>((answered) => this.#waiting.set(body.id, { service, answered }));
    try {
      const payload = await sealForProvider(body, 'ridged-question+jws', { key, signer: road.signer });
      await abortable(road.publish(service, payload), limit.signal);
      return (await abortable(answer, limit.signal)) as GatewayAnswer<S>; // `hear` lets only this service's schema through
    } finally {
      this.#waiting.delete(body.id);
    }
  }

  /** A signed answer. One that nobody waits for, any more or ever, is dropped. */
  hear<S extends GatewayService>(service: S, answer: GatewayAnswer<S>): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting?.service === service) waiting.answered(answer);
  }
}

const unreachable = (service: GatewayService, why: string): KioskError =>
  new KioskError('FLEET_UNREACHABLE', { service, why });
