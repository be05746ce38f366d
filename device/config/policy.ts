// What decides about people: rates, limits and gates. Built in and versioned; never from a file or the environment.
import type { ChallengeName } from '../../models/index.ts';
import type { JournalClass } from '../../protocol/index.ts';
import type { RetryRule } from '../flows/retry-limits.ts';
import { USES, type UsePolicy } from './use.ts';

export interface Policy {
  /** Stands in every entry of the journal that it decided. Another number wherever anything below changes. */
  readonly version: string;
  readonly use: UsePolicy;
  readonly identification: {
    /** False-positive identification rate over the whole gallery: the threshold follows from its size. */
    readonly fpir: number;
    /** Where two people match, the better one is taken only if a false match with them is so many times less likely. */
    readonly leadFactor: number;
  };
  readonly secondFinger: {
    /**
     * A touch below the threshold is followed up where strangers' touches are expected to resemble so few fingers of the gallery so
     * much: one stranger in ten at most is asked for another finger.
     */
    readonly falseCandidates: number;
    /** How long a touch is remembered, from its answer to the next touch: as long as a key that was pressed. */
    readonly withinMs: number;
  };
  readonly verification: {
    /** False-match rate of a claimed identity. Never above 1e-3. */
    readonly fmr: number;
  };
  readonly claim: {
    /** How long a card or a number waits for a finger or a face; what did not succeed may be tried again as long. */
    readonly withinMs: number;
    /** So long a person is guided until the picture of the face is good: others wait meanwhile. */
    readonly captureMs: number;
    /** One of them is asked for, at random. */
    readonly challenges: readonly ChallengeName[];
  };
  readonly retries: { readonly oneToMany: RetryRule; readonly oneToOne: RetryRule };
  readonly visit: {
    readonly hardLimitMs: number;
    /** Of every stage but the image's transfer, whose limit follows from the sensor's bus. */
    readonly stageLimitMs: Readonly<Record<VisitStage, number>>;
    readonly otherStageLimitMs: number;
  };
  readonly quality: {
    /**
     * A poor image is refused where it is hopeless, no earlier: false matches are the threshold's business, whatever the
     * quality. Of 320 prints (FVC2002, four kinds of sensor) seen through the module's window two are below 5 and 2 % are
     * below 10; of the comparisons with a mate of those between 5 and 10 a tenth pass FMR 1e-4, of those above 30 four fifths.
     */
    readonly clock: { readonly minimumScore: number };
  };
  readonly snapshot: SnapshotPolicy;
  readonly retention: RetentionPolicy;
  readonly models: {
    /** Networks that are not used here, as "sface" or "sface@2021dec": what needs one is not done. */
    readonly off: readonly string[];
  };
  readonly tamper: {
    /** An opened cabinet costs the terminal its keys, and all that they have sealed. */
    readonly erasesKeys: boolean;
  };
  readonly prove: {
    /** Good neutral frames that liveness is judged on; of so many of them the templates are averaged and compared. */
    readonly burstFrames: number;
    readonly comparedFrames: number;
    /** So long a person is guided until the picture is good. */
    readonly captureMs: number;
    /** So often in the challenge, and at its end, the face is compared with the neutral frames. */
    readonly compareEveryMs: number;
    readonly track: {
      /** A face may be gone so long, from the first frame without it: a blink of the detector, a hand before the face. */
      readonly absentMs: number;
      /** Somebody else in every frame for so long is no passer-by. */
      readonly crowdedMs: number;
      readonly leastOverlap: number;
    };
    /** The national face verification service, as its national limit leaves room for one terminal among many. */
    readonly faceService: {
      readonly limitMs: number;
      readonly tries: number;
      readonly retryBackoff: { readonly firstMs: number; readonly longestMs: number };
      readonly rateLimit: { readonly most: number; readonly windowMs: number };
    };
    readonly mobile: { readonly limitMs: number; readonly codeTries: number; readonly resends: number };
    /** Pauses of a citizen number; how many failures bring the first stands in the profile. */
    readonly delaysMs: readonly number[];
    readonly stageLimitMs: Readonly<Record<string, number>>;
  };
  readonly enrolment: {
    /** Refuses 2 % of the same prints; 30 would refuse 16 %. */
    readonly minimumScore: number;
    /**
     * A touch of few minutiae may be recognised, but is not what others are compared with for years: false matches between small pieces are
     * up to nine times more frequent at the laxer rates by which impressions are held together.
     */
    readonly minimumMinutiae: number;
    /** Wanted of each finger, and how few will do where the person has no more to give. */
    readonly impressions: number;
    readonly minimumImpressions: number;
    readonly maximumTries: number;
    /**
     * At which false-match rate two impressions are of one finger: within a finger, and between two of a person. The
     * first only catches a finger that was changed on the way: at 1e-2 it doubts 13 % of honest pairs, at 1e-3 18 %.
     */
    readonly consistencyFmr: number;
    readonly givenTwiceFmr: number;
  };
}

/** A picture of whoever clocks: personal data that no visit needs, so it is off unless a site has a reason and has told its people. */
export interface SnapshotPolicy {
  readonly enabled: boolean;
  /** Of which visits: a site may want to see those alone who were refused. */
  readonly outcomes: readonly ('accepted' | 'refused')[];
  /** From the touch: whoever is not seen by then may have gone. */
  readonly withinMs: number;
  readonly keepMs: number;
  /** The oldest give way to the next. */
  readonly quotaBytes: number;
  readonly quotaPictures: number;
  /** Enough to see who it was; no portrait that a comparison would want. */
  readonly widthPx: number;
  /** Of the JPEG, 1 to 100. */
  readonly quality: number;
}

/**
 * How long is kept here what nobody needs any more, in days: what the law gives no figure for is the policy's to say, and nothing is kept for
 * ever. People, their templates, faces, cards and photos stay until the fleet or an operator removes them.
 */
export interface RetentionPolicy {
  /** What entries tell that the fleet has; each keeps its place in the chain. */
  readonly journalDays: Readonly<Record<JournalClass, number>>;
  /** Evidence that its provider does not fetch. */
  readonly evidenceDays: number;
  /** Orders that are over, with what came of them. */
  readonly ordersDays: number;
  /** Damaged files that were laid aside. */
  readonly damagedDays: number;
  /** Failures that nobody adds to: of a refused citizen this is the last trace. */
  readonly failuresDays: number;
}

export type VisitStage =
  | 'extraction'
  | 'quality'
  | 'liveness'
  | 'identification'
  | 'second-finger'
  | 'verification'
  | 'compare'
  | 'rights'
  | 'commit'
  | 'answer';

const HALF_A_MINUTE_DOUBLING = [30_000, 60_000, 120_000, 240_000, 480_000] as const;

/** Until signed configuration brings another. */
export const POLICY: Policy = {
  version: 'built-in-15',
  use: {
    ...{ purpose: 'attendance', profile: 'attendance', uses: USES, residency: null, cachedDays: 7 },
    approvals: { clockFinger: null, clockFace: null, proveFace: null },
  },
  identification: { fpir: 1e-3, leadFactor: 100 },
  secondFinger: { falseCandidates: 0.1, withinMs: 10_000 },
  verification: { fmr: 1e-4 },
  claim: { withinMs: 15_000, captureMs: 20_000, challenges: ['turn-left', 'turn-right', 'blink', 'come-closer'] },
  retries: {
    oneToMany: { refusals: 10, windowMs: 60_000, delaysMs: HALF_A_MINUTE_DOUBLING },
    oneToOne: { refusals: 5, windowMs: null, delaysMs: HALF_A_MINUTE_DOUBLING },
  },
  visit: {
    hardLimitMs: 3000,
    stageLimitMs: {
      extraction: 1200,
      quality: 200,
      liveness: 500,
      identification: 1200,
      'second-finger': 500,
      verification: 500,
      compare: 200,
      rights: 200,
      commit: 1000,
      answer: 500,
    },
    otherStageLimitMs: 1000,
  },
  quality: { clock: { minimumScore: 5 } },
  snapshot: {
    enabled: false,
    outcomes: ['accepted', 'refused'],
    withinMs: 2000,
    keepMs: 7 * 24 * 3_600_000,
    quotaBytes: 512 * 1024 * 1024,
    quotaPictures: 20_000,
    widthPx: 640,
    quality: 70,
  },
  retention: {
    journalDays: { access: 365, activity: 90, transaction: 90, security: 365 },
    evidenceDays: 90,
    ordersDays: 90,
    damagedDays: 30,
    failuresDays: 1,
  },
  models: { off: [] },
  tamper: { erasesKeys: false },
  prove: {
    burstFrames: 5,
    comparedFrames: 3,
    captureMs: 60_000,
    compareEveryMs: 400,
    track: { absentMs: 700, crowdedMs: 250, leastOverlap: 0.3 },
    faceService: {
      limitMs: 12_000,
      tries: 3,
      retryBackoff: { firstMs: 500, longestMs: 4000 },
      rateLimit: { most: 6, windowMs: 60_000 },
    },
    mobile: { limitMs: 120_000, codeTries: 3, resends: 1 },
    delaysMs: HALF_A_MINUTE_DOUBLING,
    stageLimitMs: {
      'card-connect': 3000,
      'card-text': 5000,
      'card-photo': 15_000,
      // Both while the person moves: only what they take beyond that counts, and the hard limit holds for it.
      embed: 3000,
      portrait: 3000,
      liveness: 500,
      compare: 200,
    },
  },
  enrolment: {
    minimumScore: 10,
    minimumMinutiae: 8,
    impressions: 3,
    minimumImpressions: 2,
    maximumTries: 8,
    consistencyFmr: 1e-2,
    givenTwiceFmr: 1e-4,
  },
};

/** What people call the things above when they look for them in a configuration file. */
const DECISION_WORDS =
  /policy|threshold|fpir|fnir|fmr|\bfar\b|\bfrr\b|score|retr(y|ies)|attempt|refusals|\btries|lock-?out|liveness|spoof|\bpad\b|(hard|stage)-?limit|quality|impressions|lead-factor|second-finger|minutiae|burst|compare(d-frames|-every)|capture-ms|\btrack\b|absent|crowded|overlap|delays|face-service|\bmobile\b|\bclaim\b|challenge|snapshot|quota|retention|erase|\buse\b|models[.-]off|\bpurpose\b|residency|approval/;

/** Whether a key of this name, or path of names, would decide about people. */
export const isDecisionKey = (name: string): boolean =>
  DECISION_WORDS.test(
    name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .replace(/_/g, '-')
      .toLowerCase(),
  );
