// Who the fleet lets in here, and which of their keys is whose.
import type { OperatorCard, SecurityKey, SiteOperator } from '../../protocol/index.ts';

export interface KnownKey<K> {
  readonly operator: SiteOperator;
  readonly key: K;
}

export class OperatorList {
  readonly #operators: readonly SiteOperator[];
  readonly #nowMs: () => number;

  /** @param nowMs UTC */
  constructor(operators: readonly SiteOperator[], nowMs: () => number) {
    this.#operators = operators;
    this.#nowMs = nowMs;
  }

  /** Whoever is let in now. */
  get valid(): readonly SiteOperator[] {
    return this.#operators.filter((operator) => this.isValid(operator));
  }

  isValid({ validUntilMs }: SiteOperator): boolean {
    return validUntilMs === null || this.#nowMs() < validUntilMs;
  }

  securityKeys(): readonly KnownKey<SecurityKey>[] {
    return this.valid.flatMap((operator) =>
      operator.keys.flatMap((key) => (key.kind === 'security-key' ? [{ operator, key }] : [])),
    );
  }

  cards(): readonly KnownKey<OperatorCard>[] {
    return this.valid.flatMap((operator) =>
      operator.keys.flatMap((key) => (key.kind === 'card' ? [{ operator, key }] : [])),
    );
  }
}
