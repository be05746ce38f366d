// Whose code is in the package: each licence's text once, under the names of those that it covers. For usr/share/doc/ridged/copyright.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

export interface Licensed {
  /** Name, version, licence by its SPDX expression. */
  readonly what: string;
  /** Empty where the package brings none. */
  readonly text: string;
}

const OWN = `ridged is licensed under the Apache License, Version 2.0: see /usr/share/common-licenses/Apache-2.0.
What it is built with is listed here: the packages first, then the text of their licence.`;

/** Not one within a package: those tell the kind of its modules, or belong to its tests. */
const OF_A_PACKAGE = /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/;

const RULE = '-'.repeat(78);

/** @param folder package.json of each package, with the files of its licence beside it */
export function licensedIn(folder: string): readonly Licensed[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return files.filter((file) => OF_A_PACKAGE.test(file)).flatMap((file) => licensedBy(folder, file, files));
}

function licensedBy(folder: string, file: string, files: readonly string[]): readonly Licensed[] {
  const read = packageSchema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  if (!read.success) return [];
  const { name, version, license } = read.data;
  const texts = files.filter((other) => dirname(other) === dirname(file) && isText(other));
  const text = texts.map((other) => readFileSync(join(folder, other), 'utf8').trim()).join('\n\n');
  return [{ what: `${name} ${version} (${license})`, text }];
}

const isText = (file: string): boolean => /(^|\/)(licen[cs]e|notice|copying|third)[^/]*$/i.test(file);

export function copyrightPage(all: readonly Licensed[]): string {
  const byText = new Map<string, string[]>();
  for (const { what, text } of all) byText.set(text, [...(byText.get(text) ?? []), what]);
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text || 'As its package.json names it.'}`);
  return `${[OWN, ...parts].join(`\n\n${RULE}\n\n`)}\n`;
}

const [, program, folder] = process.argv;
if (program === import.meta.filename && folder !== undefined) process.stdout.write(copyrightPage(licensedIn(folder)));
