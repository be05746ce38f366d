// Whether each touch of an enrolment is an attack on the sensor, and what the journal is told of them all.

import type { TextureImpression } from '../../../models/index.ts';
import type { JournalPayload } from '../../../protocol/index.ts';
import type { LivenessFinding } from '../clock/evidence.ts';
import type { EnrolParts } from './enrol-parts.ts';

type EnrolmentLiveness = NonNullable<Extract<JournalPayload, { event: 'enrolment' }>['liveness']>;

export class TouchLiveness {
  readonly #assess: EnrolParts['liveness'];
  readonly #findings: LivenessFinding[] = [];

  constructor({ liveness }: Pick<EnrolParts, 'liveness'>) {
    this.#assess = liveness;
  }

  /** Once for each touch. */
  async isAttack(impression: TextureImpression, signal: AbortSignal): Promise<boolean> {
    const finding = await this.#assess(impression, signal);
    this.#findings.push(finding);
    return finding.result === 'attack';
  }

  /** Undefined where nothing was asked. The result is that of the touches that were no attack: living where all of them were found so. */
  get summary(): EnrolmentLiveness | undefined {
    const last = this.#findings.at(-1);
    if (!last) return undefined;
    const attacks = this.#findings.filter(({ result }) => result === 'attack');
    const others = this.#findings.filter(({ result }) => result !== 'attack');
    const isLive = others.length > 0 && others.every(({ result }) => result === 'live');
    const reasons = new Set([...attacks, ...others].flatMap(({ reasons = [] }) => reasons));
    const { model, version } = last;
    const result = isLive ? 'live' : 'not-assessed';
    return { result, model, version, reasons: [...reasons], attacksRefused: attacks.length };
  }
}
