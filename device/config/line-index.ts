// On which line of a TOML file each key stands. Ours, because the TOML parser tells lines of syntax errors only.

/** Blanks around the name are its own: two that could take the same ones would try every way to share them. */
const HEADER = /^\s*\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/;
const ASSIGNMENT = /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$/;
const LONG_QUOTE = /"""|'''/g;

const dotted = (text: string): string =>
  text
    .split('.')
    .map((word) => word.trim().replace(/^["']|["']$/g, ''))
    .join('.');

/** `sensor.path` to its line, counted from 1; sections have lines as well. Of a key given twice the first. */
export function indexLines(toml: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let section = '';
  for (const { text, line } of linesOutsideOfTexts(toml)) {
    const [, header] = HEADER.exec(text) ?? [];
    const [, name] = ASSIGNMENT.exec(text) ?? [];
    if (header) section = dotted(header);
    const key = header ? section : name && [section, dotted(name)].filter(Boolean).join('.');
    for (const known of withParents(key ?? '')) lines.set(known, lines.get(known) ?? line);
  }
  return lines;
}

/** Leaves out what stands inside of a text of several lines. */
function linesOutsideOfTexts(toml: string): readonly { readonly text: string; readonly line: number }[] {
  let isInText = false;
  return toml.split(/\r?\n/).flatMap((text, index) => {
    const wasInText = isInText;
    if ((text.match(LONG_QUOTE) ?? []).length % 2 === 1) isInText = !isInText;
    return wasInText ? [] : [{ text, line: index + 1 }];
  });
}

/** Deeper than any setting: of a key of a hundred thousand words not every beginning is kept. */
const MOST_WORDS = 4;

/** `fleet.url = ...` above all sections makes a section on that line, too. */
function withParents(key: string): readonly string[] {
  const words = key.split('.', MOST_WORDS);
  return words.map((_, index) => words.slice(0, index + 1).join('.'));
}
