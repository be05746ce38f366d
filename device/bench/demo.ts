// The demo: twenty invented people whose synthetic fingers are drawn once, and enrolled when the terminal is empty.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { FingerPosition } from '../../protocol/index.ts';
import { synthesise } from '../commands/finger/synthesise.ts';
import { EnrolFlow } from '../flows/enrol/enrol-flow.ts';
import type { EnrolParts } from '../flows/enrol/enrol-parts.ts';
import { readGrayImage } from '../images/read-gray-image.ts';
import { DEMO_PEOPLE, type DemoPerson } from './demo-people.ts';
import { StillGlass } from './still-glass.ts';

const FINGERS = ['right-index', 'left-index'] as const satisfies readonly FingerPosition[];
const IMPRESSIONS = 6;
/** The first three are enrolled; the others are how the person comes back. */
const ENROLLED = 3;
const SEED = 2026;
const DPI = 500;
const WINDOW = { widthPx: 300, heightPx: 340 };
/** Two people who are not enrolled. */
const STRANGERS: readonly DemoPerson[] = [
  { hrCode: '', nameTh: 'คนแปลกหน้า', nameEn: 'A stranger' },
  { hrCode: '', nameTh: 'คนแปลกหน้าอีกคน', nameEn: 'Another stranger' },
];

export interface DemoTouch {
  readonly path: string;
  readonly note: string;
}

/** Somebody to choose on the page: what each finger can be placed with. */
export interface DemoVisitor extends DemoPerson {
  readonly fingers: Readonly<Record<string, readonly DemoTouch[]>>;
}

interface PrintedPerson extends DemoPerson {
  readonly images: ReadonlyMap<FingerPosition, readonly string[]>;
}

const visitors = [...DEMO_PEOPLE, ...STRANGERS];

const printedIn = (dir: string): readonly PrintedPerson[] =>
  visitors.map((person, index) => {
    const imagesOf = (finger: number): readonly string[] =>
      Array.from({ length: IMPRESSIONS }, (_, impression) => join(dir, `${finger + 1}_${impression + 1}.png`));
    const images = new Map(FINGERS.map((finger, nth) => [finger, imagesOf(FINGERS.length * index + nth)] as const));
    return { ...person, images };
  });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export interface DemoOptions {
  /** Where the prints lie, or are drawn. */
  readonly dir: string;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Draws the prints where they are not there yet: about a quarter of a minute. */
export async function printDemo({ dir, progress, signal }: DemoOptions): Promise<readonly PrintedPerson[]> {
  const people = printedIn(dir);
  const paths = people.flatMap(({ images }) => [...images.values()].flat());
  const isComplete = (await Promise.all(paths.map(exists))).every(Boolean);
  if (!isComplete) {
    const fingers = visitors.length * FINGERS.length;
    const order = { directory: dir, fingers, impressions: IMPRESSIONS, seed: SEED, dpi: DPI, ...WINDOW };
    await synthesise(order, { progress, signal });
  }
  return people;
}

/** Enrols those who are not yet known here, past the sensor's bus but through its eyes. */
export async function enrolDemo(
  people: readonly PrintedPerson[],
  parts: EnrolParts,
  { progress, signal }: Pick<DemoOptions, 'progress' | 'signal'>,
): Promise<void> {
  for (const { hrCode, nameTh, nameEn, images } of people.filter(({ hrCode }) => hrCode !== '')) {
    if (parts.stores.people.byCode(hrCode)) continue;
    const glass = new StillGlass(async (finger, impression) => {
      const path = impression > ENROLLED ? undefined : images.get(finger)?.[impression - 1];
      return path === undefined ? undefined : await readGrayImage(path, DPI);
    });
    const flow = new EnrolFlow({ ...parts, sensor: glass });
    const person = { code: hrCode, nameTh, nameEn, fingers: FINGERS, consentId: 'demo', enroller: 'demo' };
    const result = await flow.enrol({ ...person, substitute: false, override: null }, glass, signal);
    progress(`${hrCode} ${nameEn}: ${result.enrolled ? 'enrolled' : result.reason}`);
  }
}

/** What the page offers: the impressions that were not enrolled. */
export const demoVisitors = (people: readonly PrintedPerson[]): readonly DemoVisitor[] =>
  people.map(({ hrCode, nameTh, nameEn, images }) => {
    const touchesOf = (paths: readonly string[]): readonly DemoTouch[] =>
      paths.slice(ENROLLED).map((path, index) => ({ path, note: `touch ${index + 1}` }));
    const fingers = Object.fromEntries([...images].map(([finger, paths]) => [finger, touchesOf(paths)]));
    return { hrCode, nameTh, nameEn, fingers };
  });
