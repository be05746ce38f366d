// What a few words change of one terminal, one after another. Pure.
import type { Word, WordOutcome } from '../fleet-store.ts';
import type { TakenTerminal } from './terminal-rows.ts';

/** A birth that was noted is told with its standing, by whoever knows it. */
export type Heard = Exclude<WordOutcome['kind'], 'born'>;

/** Null for what stays as it is. */
export class Presence {
  connection: string | null;
  birthJournal: string | null;
  seenMs: number | null = null;
  state: 'online' | 'offline' | null = null;
  birth: string | null = null;
  health: string | null = null;
  /** It names no journal itself: that of the latest birth is the one whose numbers it tells. */
  healthJournal: string | null = null;

  constructor({ connection, birthJournal }: TakenTerminal) {
    this.connection = connection;
    this.birthJournal = birthJournal;
  }

  get isChanged(): boolean {
    return this.state !== null || this.health !== null;
  }

  hear(word: Word): Heard {
    switch (word.kind) {
      case 'birth':
        this.state = 'online';
        this.connection = word.birth.connection;
        this.birth = JSON.stringify(word.birth);
        this.birthJournal = word.birth.journal.journalId;
        break;
      case 'health':
        this.health = JSON.stringify(word.health);
        this.healthJournal = this.birthJournal;
        break;
      case 'death':
        if (word.death.connection !== this.connection) return 'outdated';
        this.state = 'offline';
        return 'noted';
    }
    this.seenMs = word.atMs;
    return 'noted';
  }
}
