// Asking the service, and finding one's way in the page.

export const at = (id) => document.getElementById(id);

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

export const option = (value, textContent) => make('option', { value, textContent });

/** @throws Error with the service's own words where it refuses */
export async function ask(method, path, body) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.error?.message, answer.error?.what].filter(Boolean).join(': '));
  return answer;
}
