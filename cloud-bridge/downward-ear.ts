// Hears what comes down to this terminal, believes only what a trusted key has signed, and tells of the rest.
import {
  type BodyOf,
  type Clock,
  type DownwardChannel,
  downwardChannels,
  isFault,
  KioskError,
  openCommand,
  parseTopic,
  ReplayGuard,
  type TerminalAddress,
  type TrustedKeys,
  topicRoot,
  type Verification,
} from '../protocol/index.ts';
import type { InboundMessage } from './connection.ts';
import type { Log } from './log.ts';
import { Refusals, type TellRefused } from './refusals.ts';

export type DownwardHandlers = { readonly [C in DownwardChannel]: (body: BodyOf<C>) => void };

export interface EarSurroundings {
  readonly address: TerminalAddress;
  readonly trust: TrustedKeys;
  readonly clock: Clock;
  readonly clockIsTrusted: () => boolean;
  readonly onTimes?: Verification<DownwardChannel>['onTimes'];
  readonly log: Log;
  /** A message was not believed. Told at most 20 at once and one a minute: a flood must not fill the journal. */
  readonly onRefused: TellRefused;
}

export class DownwardEar {
  readonly #around: EarSurroundings;
  readonly #replayGuard = new ReplayGuard();
  readonly #refusals: Refusals;

  constructor(surroundings: EarSurroundings) {
    this.#around = surroundings;
    this.#refusals = new Refusals(surroundings.onRefused, surroundings.clock);
  }

  /** Never rejects for what somebody sent. */
  async hear(message: InboundMessage, handlers: DownwardHandlers): Promise<void> {
    const channel = parseTopic(message.topic)?.channel;
    try {
      const downward = downwardChannels.find((known) => known === channel);
      if (!downward) throw new KioskError('FLEET_UNTRUSTED', { why: 'channel' });
      await this.#hand(message, downward, handlers);
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#refuse(message, error);
    }
  }

  async #hand<C extends DownwardChannel>(
    message: InboundMessage,
    channel: C,
    handlers: DownwardHandlers,
  ): Promise<void> {
    const body = await this.#open(message, channel);
    handlers[channel](body);
  }

  #open<C extends DownwardChannel>({ payload }: InboundMessage, channel: C): Promise<BodyOf<C>> {
    const { trust, address, clock, clockIsTrusted, onTimes } = this.#around;
    return openCommand(payload, {
      ...{ trust, channel, clock, onTimes, replayGuard: this.#replayGuard },
      audience: topicRoot(address),
      clockIsTrusted: clockIsTrusted(),
    });
  }

  #refuse({ topic, duplicate }: InboundMessage, { code, context }: KioskError): void {
    const { why: reason = code } = context;
    const why = String(reason);
    this.#around.log.warn({ ...context, topic, code, duplicate }, 'downward message refused');
    // What the broker itself marks as sent twice is its right (QoS 1), and no attack.
    if (code !== 'FLEET_UNTRUSTED' || (duplicate && why === 'replayed')) return;
    this.#refusals.tell(topic, why);
  }
}
