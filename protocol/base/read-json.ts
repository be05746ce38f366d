// JSON that somebody else has written, before anything is made of it: whoever goes down into it later cannot be led too deep.
import { canCarry } from './canonical-json.ts';

/** Messages of ours are a dozen deep; a stack ends after some thousands. */
const MOST_DEPTH = 64;

/**
 * What `canonicalJson` can write again: no number beyond what JSON means, no half of a letter, nothing nested without end.
 * @throws SyntaxError that quotes nothing, where it is no UTF-8, no JSON, or none of this
 */
export function readJson(json: Uint8Array | string): unknown {
  const value = parsed(json);
  if (isBounded(value, MOST_DEPTH)) return value;
  throw new SyntaxError('JSON that is too deep, or holds what JSON cannot carry');
}

function parsed(json: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof json === 'string' ? json : new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    // Without the cause: it quotes what stands there, which may be personal.
    throw new SyntaxError('not JSON');
  }
}

function isBounded(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return canCarry(value);
  if (depth === 0) return false;
  return Object.entries(value).every(([name, member]) => canCarry(name) && isBounded(member, depth - 1));
}
