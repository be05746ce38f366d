// ridged finger second-finger: how often another finger settles what one could not, and how often wrongly.
import { Command } from 'commander';
import { POLICY } from '../../config/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';
import type { CommandResult } from '../run-command.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { conditionFrom } from './evaluate.ts';
import type { Finish } from './finish.ts';
import { type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';
import {
  type FollowedTally,
  type GenuineTally,
  type ImpostorTally,
  noFollowed,
  noGenuine,
  noImpostors,
  TouchPairs,
} from './touch-pairs.ts';
import { wholeFrom } from './whole-number.ts';

export interface SecondFingerOptions {
  readonly gallery: number;
  readonly enrol: number;
  /** A hard condition to simulate on the touches; enrolled prints are as they are. */
  readonly as?: Condition;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function secondFinger(
  places: readonly string[],
  { gallery, enrol, as }: SecondFingerOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const [genuine, impostors, followed] = [noGenuine(), noImpostors(), noFollowed()];
  for (const place of places.map(parseSetPlace)) {
    const enrolled = await readPrintSet(place, signal, asModuleSees);
    const touched = as
      ? await readPrintSet(place, signal, (picture) => asModuleSees(CONDITIONS[as](picture)))
      : enrolled;
    const set = mixed(enrolled, touched, enrol);
    const pairs = new TouchPairs(set, { enrolled: enrol, gallery, policy: POLICY });
    pairs.countGenuine(genuine);
    pairs.countImpostors(impostors);
    pairs.countFollowed(followed);
  }
  const strangers = { ...impostors, atJointRate: Object.fromEntries(impostors.atJointRate) };
  const json = { gallery, ...(as === undefined ? {} : { simulated: as }), genuine, impostors: strangers, followed };
  return { json, text: textOf({ genuine, impostors, followed }), exitCode: 0 };
}

/** The first prints of each finger as enrolled, the others as touched. */
const mixed = (enrolled: PrintSet, touched: PrintSet, count: number): PrintSet => ({
  ...enrolled,
  prints: enrolled.prints.map((print, at) => {
    const rank = enrolled.prints.slice(0, at).filter(({ finger }) => finger === print.finger).length;
    return rank < count ? print : (touched.prints[at] ?? print);
  }),
});

interface Tallies {
  readonly genuine: GenuineTally;
  readonly impostors: ImpostorTally;
  readonly followed: FollowedTally;
}

function textOf({ genuine, impostors, followed }: Tallies): string {
  const { accepted, refused, asked, byItself, together } = genuine;
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const joint = [...impostors.atJointRate].map(
    ([rate, count]) => `${rate}: ${(count / impostors.pairs).toExponential(1)}`,
  );
  return [
    `first touch refused ${refused} of ${accepted + refused} (${percent(refused, accepted + refused)})`,
    `of these asked for another finger ${asked} (${percent(asked, refused)})`,
    `  the other finger decides by itself ${byItself} (${percent(byItself, refused)})`,
    `  both decide together ${together} (${percent(together, refused)})`,
    `strangers: ${impostors.pairs} pairs of touches; first accepted ${impostors.accepted}, asked ${impostors.asked}, accepted together ${impostors.together}`,
    `  share of pairs at a joint rate or below: ${joint.join(', ')}`,
    `a person who is asked, and then a stranger: ${followed.pairs} pairs of touches, ${followed.together} taken for the person`,
  ].join('\n');
}

/** 8,000 people with two fingers. */
const FULL_TERMINAL = 16_000;

export const secondFingerCommand = (finish: Finish): Command =>
  new Command('second-finger')
    .description('two touches of a person, finger after finger: every two fingers of a folder are taken for a person')
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option(
      '--gallery <n>',
      'fingers in the gallery that the thresholds are of',
      wholeFrom(2, 1_000_000),
      FULL_TERMINAL,
    )
    .option('--enrol <n>', 'the first n impressions of each finger are enrolled', wholeFrom(1, 100), 3)
    .option('--as <condition>', `simulate a hard condition: ${Object.keys(CONDITIONS).join(', ')}`, conditionFrom)
    .action((places: string[], options: SecondFingerOptions) =>
      finish((signal) => secondFinger(places, options, signal)),
    );
