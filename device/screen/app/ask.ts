// Asking the service.

/** @throws Error with the service's own words where it refuses, or is not there */
export async function ask<T = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(refusalIn(answer) || response.statusText);
  return answer as T; // the service's own answer to its own page
}

function refusalIn(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return '';
  const { message, what } = answer.error as { message?: string; what?: string }; // as screen-faults.ts makes it
  return [message, what].filter(Boolean).join(': ');
}

/** Where a refusal is told by an event, or has nobody to tell it to. */
export const post = (path: string, body: object = {}): void => void ask('POST', path, body).catch(() => undefined);
