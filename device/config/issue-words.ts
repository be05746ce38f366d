// What is wrong with a value, in words: zod tells the facts, the sentence is ours.
import type { z } from 'zod';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;

export interface IssueWords {
  readonly wrong: string;
  readonly suggestion: string | null;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

export function issueWords(issue: Issue, value: unknown): IssueWords {
  return { wrong: wrongIn(issue), suggestion: suggestionFor(issue, value) };
}

function wrongIn(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return issue.message;
  }
}

function suggestionFor(issue: Issue, value: unknown): string | null {
  if (issue.code === 'invalid_type') return unquoted(issue.expected, value);
  if (typeof value !== 'string') return null;
  const known = issue.code === 'invalid_value' ? issue.values.map(String) : zonesFor(issue);
  const meant = nearest(value, known);
  return meant ? `did you mean ${JSON.stringify(meant)}?` : null;
}

const zonesFor = (issue: Issue): readonly string[] =>
  issue.path.at(-1) === 'timeZone' ? Intl.supportedValuesOf('timeZone') : [];

function unquoted(expected: string, value: unknown): string | null {
  if (expected === 'string') return typeof value === 'number' || typeof value === 'boolean' ? `write "${value}"` : null;
  return typeof value === 'string' && /^(-?\d+(\.\d+)?|true|false)$/.test(value)
    ? `write ${value} without quotes`
    : null;
}
