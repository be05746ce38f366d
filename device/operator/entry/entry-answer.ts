// What comes of an operator's trying to come in.
import type { SiteOperator } from '../../../protocol/index.ts';

/**
 * `unknown-key`: of nobody who is let in here. `not-shown`: nothing shows that whoever has the key is there. `wrong-pin` and `pin-blocked` are the
 * card's own words; `last-try`: the card was not asked, so that nobody blocks it at a kiosk. `paused`: too many were refused within a minute.
 */
export type EntryRefusal =
  | 'unknown-key'
  | 'not-shown'
  | 'no-card'
  | 'not-an-operators-card'
  | 'wrong-pin'
  | 'last-try'
  | 'pin-blocked'
  | 'reader-trouble'
  | 'paused';

export type EntryAnswer =
  | { readonly entered: true; readonly operator: SiteOperator }
  | {
      readonly entered: false;
      readonly why: EntryRefusal;
      readonly triesLeft?: number;
      readonly retryAfterMs?: number;
    };
