// Whoever has started the service and starts it anew.

/** Recognition serves · the end has begun · everything that must live does. */
export type Word = 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1';

export interface Supervisor {
  /** Within this it wants to hear WATCHDOG=1, else it ends the service and starts it anew; null: it does not ask. */
  readonly patienceMs: number | null;
  /** Rejects where it could not be told; when aborted, with the signal's reason. */
  tell(word: Word, signal: AbortSignal): Promise<void>;
}
