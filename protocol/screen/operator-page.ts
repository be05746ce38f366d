// What the operator's page is told, and shows. Personal data of somebody stands in it only where the operator has asked for that person.
import type { ClockState } from '../journal/index.ts';
import type { FingerPosition } from '../minutiae/index.ts';
import type { DiagnosedPerson, SiteRole } from '../orders/index.ts';
import type { Text } from '../prove/index.ts';
import type { OutcomeMessage } from '../visit/index.ts';

export interface OperatorAbout {
  readonly terminal: string;
  /** Names of the ways in that are there. */
  readonly ways: readonly ('security-key' | 'card' | 'bench')[];
  readonly language: 'th' | 'en';
  readonly timeZone: string;
}

export interface OperatorSelf {
  readonly name: string;
  readonly role: SiteRole;
  readonly acts: readonly string[];
  /** If nothing is done any more. */
  readonly leftMs: number;
}

/** Where the ridges go on, end or part: for drawing over the picture. Pixels; radians as ISO/IEC 19794-2 counts them. */
export interface DrawnMinutia {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly kind: string;
}

/** One touch: `number` names its picture, which is there until the next one. */
export interface TouchReport {
  readonly number: number;
  readonly finger: FingerPosition | null;
  readonly impression: number;
  readonly verification: boolean;
  /** 0 to 100. */
  readonly quality: number;
  readonly complaint: OutcomeMessage | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly minutiae: readonly DrawnMinutia[];
}

export interface KnownPerson {
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
  /** Whether the fleet has sent them: they are enrolled under the consent that it holds. */
  readonly isOfFleet: boolean;
  readonly fingers: readonly FingerPosition[];
}

export type EnrolmentState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'going';
      readonly code: string;
      readonly fingers: readonly FingerPosition[];
      readonly place: {
        readonly finger: FingerPosition;
        readonly impression: number;
        readonly verification: boolean;
      } | null;
      readonly isLifting: boolean;
      readonly touches: readonly TouchReport[];
    }
  | {
      readonly kind: 'over';
      readonly code: string;
      readonly enrolled: boolean;
      /** A code of OUTCOMES; null of one that is saved. */
      readonly reason: string | null;
      readonly message: OutcomeMessage;
      readonly finger: FingerPosition | null;
      /** Whoever has this finger already. */
      readonly alike: readonly { readonly code: string; readonly nameTh: string; readonly nameEn: string }[];
      readonly touches: readonly TouchReport[];
    };

export interface DiagnosisReport {
  readonly person: KnownPerson;
  readonly verdict: OutcomeMessage & { readonly code: string; readonly because: string };
  readonly facts: DiagnosedPerson;
  /** What the codes in it mean. */
  readonly words: Readonly<Record<string, OutcomeMessage>>;
}

/** A finger that is tried: whether it can be read, whether it looks alive, whether it is theirs. */
export interface TriedFinger {
  readonly touch: TouchReport;
  readonly liveness: string;
  readonly transferMs: number;
  readonly extractMs: number;
  /** Null where nobody was asked for. */
  readonly match: { readonly isTheirs: boolean; readonly score: number; readonly threshold: number } | null;
}

export interface TestedPart {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export type SelfTestState =
  | { readonly kind: 'none' }
  | { readonly kind: 'going'; readonly step: string; readonly progress: number }
  | { readonly kind: 'over'; readonly checks: readonly TestedPart[] }
  | { readonly kind: 'failed'; readonly message: OutcomeMessage };

/** An entry of the journal as an operator sees it: nobody's name, code or pseudonym. */
export interface JournalLine {
  readonly seq: number;
  readonly utcMs: number;
  readonly clockState: ClockState;
  /** null once it is erased: of a visit it would tell what kind it was. */
  readonly class: string | null;
  readonly event: string;
  /** The event in words, and all of the facts. */
  readonly what: Text;
  readonly says: Text;
  /** Codes and figures of the entry that name nobody, as "reason: too-dry". */
  readonly facts: readonly (readonly [string, string])[];
  readonly isAcknowledged: boolean;
}

export interface TerminalFacts {
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly uptimeMs: number;
  readonly network: {
    readonly fleet: string;
    /** HOST:PORT; null where there is none. */
    readonly broker: string | null;
    readonly addresses: readonly string[];
  };
  readonly time: { readonly utcMs: number; readonly state: ClockState; readonly timeZone: string };
  readonly storage: {
    readonly freeBytes: number | null;
    readonly totalBytes: number | null;
    readonly people: number;
    readonly templates: number;
    readonly entries: number;
    readonly unacknowledged: number;
    readonly capacity: number;
    /** Of the warnings that the journal fills up, the one that is reached; null: none. */
    readonly fillingPercent: number | null;
  };
  readonly devices: Readonly<Record<string, string>>;
}

export interface ServiceFacts {
  readonly sensor: {
    readonly state: string;
    readonly model: string | null;
    readonly bus: string | null;
    readonly baud: number | null;
    readonly dpi: number | null;
    /** Of one picture over this bus. */
    readonly imageTransferMs: number | null;
    readonly fault: string | null;
  };
  readonly camera: {
    readonly model: string;
    readonly bus: string;
    readonly widthPx: number;
    readonly heightPx: number;
    readonly framesPerSecond: number;
    readonly state: string;
  } | null;
  readonly light: { readonly model: string; readonly state: string };
  readonly readers: readonly string[];
  /** Names of settings and their values, as `ridged config` has them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What goes on, as it does. */
export type OperatorEvent =
  | { readonly type: 'enrolment'; readonly state: EnrolmentState }
  | { readonly type: 'self-test'; readonly state: SelfTestState }
  | { readonly type: 'over'; readonly how: string };
