// Asking the service.

/** In the service's own words, for engineers; who shows it to others has words of their own for the code. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws Refused where the service refuses; Error where it is not there */
export async function ask<T = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answer: unknown = await response.json();
  if (!response.ok) throw refusalIn(answer) ?? new Error(response.statusText);
  return answer as T; // the service's own answer to its own page
}

function refusalIn(answer: unknown): Refused | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  const { code = '', message, what } = answer.error as { code?: string; message?: string; what?: string }; // as screen-faults.ts makes it
  return new Refused(code, [message, what].filter(Boolean).join(': '));
}

/** Whoever has not been answered by then holds up nobody who speaks after them. */
const HOLDS_UP_MS = 2000;
let before: Promise<unknown> = Promise.resolve();

/**
 * What a visitor says, in the order in which it was said: a browser has several connections, and "out" on one would overtake "in" on another.
 * @throws as `ask`
 */
export async function askInTurn(path: string, body: object = {}): Promise<void> {
  const mine = before.then(() => ask('POST', path, body));
  const late = new Promise((resolve) => setTimeout(resolve, HOLDS_UP_MS));
  before = Promise.race([mine, late]).catch(() => undefined);
  await mine;
}

/** Where a refusal is told by an event, or has nobody to tell it to. */
export const post = (path: string, body?: object): void => void askInTurn(path, body).catch(() => undefined);
