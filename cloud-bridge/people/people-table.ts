// The terminal's table of people as the wire sees it. Implemented by the device's store.
import type {
  CaptureReceipt,
  DesiredPerson,
  FoundDuplicate,
  Listenable,
  PeoplePart,
  PeopleReport,
  TableState,
  Understood,
} from '../../protocol/index.ts';

export type PeopleProblem = PeopleReport['problems'][number];

/** Everybody's fingers, searched for among all others here. */
export interface TableSearch {
  readonly progress: { readonly searched: number; readonly of: number };
  /** Some of what was found; the next time others, where there are more. */
  duplicates(limit: number): readonly FoundDuplicate[];
  /** Says that the fleet is to be told: something was found, or the search has come to its end. */
  readonly news: Listenable<unknown>;
}

export interface PeopleTable {
  /** Undefined where nobody searches. */
  readonly search?: TableSearch | undefined;
  /** Undefined before the first table. */
  readonly state: TableState | undefined;
  /** How many fingers there is room for. */
  readonly capacity: { readonly fingers: number };
  /** What it may be sent of people beyond what every version knows, and what it is to be spared. */
  readonly understands: readonly Understood[];
  /** Ids of those who are not here as they were sent, whatever has become of them, the first of them. */
  notAsSent(limit: number): readonly string[];
  /**
   * Keeps a part of a change until all of them are there, across restarts; parts of another transfer are let go.
   * @returns the numbers of those that are still missing
   * @throws KioskError STORE_*
   */
  keep(part: PeoplePart): readonly number[];
  /**
   * Makes the change whose parts are all there: at once, while people clock; a cut in the middle leaves the former table.
   * @returns whoever could not be taken as they were sent
   * @throws KioskError STORE_*; the signal's reason when aborted, before anything was changed
   */
  apply(transfer: string, signal: AbortSignal): Promise<readonly PeopleProblem[]>;
  /**
   * Somebody who is to be here, before the table that says so: known at once. Unless that table puts them as well they are gone with it.
   * @throws KioskError STORE_*
   */
  welcome(person: DesiredPerson, offlineForMs: number | null): Promise<void>;
  /** Of the next report; never given again. @throws KioskError STORE_* */
  nextReportNumber(): number;
  /** What the fleet has granted holds; without another word for so long nobody whom it sent is let in. @throws KioskError STORE_* */
  noteWord(offlineForMs: number | null): void;
  /** Ids of enrolments here about which the fleet's last word was not heard or not followed yet, the first of them. */
  openCaptures(limit: number): readonly string[];
  /**
   * What the fleet says of an enrolment: whoever is not to be here any more is purged, at once or with the table that says so.
   * @returns false where it has heard that before
   * @throws KioskError STORE_*
   */
  follow(receipt: CaptureReceipt): Promise<boolean>;
}
