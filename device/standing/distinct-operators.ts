// Whether each key of an operators' order lets in one person, and no other.
import { KioskError, type OperatorKey, type SiteOperator } from '../../protocol/index.ts';

/** @throws KioskError CONFIG_INVALID where two have one id, or one key */
export function mustBeDistinct(operators: readonly SiteOperator[]): void {
  const ids = operators.map(({ id }) => id);
  const keys = operators.flatMap((operator) => operator.keys.map(nameOfKey));
  if (new Set(ids).size !== ids.length) throw ambiguous('two operators have one id');
  if (new Set(keys).size !== keys.length) throw ambiguous('one key is given twice');
}

/** A credential is found by its id, a card by its key. */
const nameOfKey = (key: OperatorKey): string => (key.kind === 'card' ? key.publicKey : key.id);

const ambiguous = (why: string): KioskError =>
  new KioskError('CONFIG_INVALID', { what: 'operators', detail: `operators: ${why}` });
