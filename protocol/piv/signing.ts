// A signature of a card's authentication key, after its PIN. A dialogue: the caller sends what it yields.
import {
  CARD_MANAGER_AID,
  type CardDialogue,
  exchange,
  OK_STATUS,
  readDataObjects,
  select,
  statusOf,
  valueWithTag,
} from '../apdu/index.ts';
import { isFault, KioskError } from '../base/index.ts';
import { askTries, forgetPin, isPivPin, PIV_AID, PIV_TAG, signHash, verifyPin } from './commands.ts';
import { meansNoKey, type PinStanding, pinStandingOf } from './status.ts';

export interface PivRequest {
  /** Digits in ASCII. The caller's, to be wiped. */
  readonly pin: Uint8Array;
  /** SHA-256 of what is to be signed: a card signs what it is given, as it is. */
  readonly hash: Uint8Array;
}

export type PivSigning =
  /** ECDSA, DER: to be checked, for anybody can answer anything. */
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  /** Nothing was asked of the card. */
  | { readonly kind: 'not-a-pin' }
  | { readonly kind: 'not-a-piv-card' }
  | { readonly kind: 'wrong-pin'; readonly triesLeft: number }
  /** The card was not asked: a mistake would have blocked it. */
  | { readonly kind: 'last-try' }
  | { readonly kind: 'blocked' }
  /** None in slot 9A, or another than P-256. */
  | { readonly kind: 'no-key'; readonly status: number }
  /** Over the air, or by rules of its own. */
  | { readonly kind: 'refused'; readonly status: number };

const LAST_TRY = 1;
/** Whose selection ends what holds in another application (part 2, 3.1.1): the card manager's, and YubiKey's management. */
const OTHER_APPLICATIONS = [CARD_MANAGER_AID, Uint8Array.of(0xa0, 0x00, 0x00, 0x05, 0x27, 0x47, 0x11, 0x17)] as const;

/**
 * The PIN is always asked for: that a card still holds an earlier one for right lets nobody in. What was yielded of the PIN is zeroed.
 * @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED: none of them holds the PIN, or what the card said
 */
export function* pivSignDialogue({ pin, hash }: PivRequest): CardDialogue<PivSigning> {
  if (!isPivPin(pin)) return { kind: 'not-a-pin' };
  const { isThere } = yield* select(PIV_AID);
  if (!isThere) return { kind: 'not-a-piv-card' };
  const before = yield* triesBefore();
  if (before.kind !== 'tries') return before;
  if (before.left <= LAST_TRY) return { kind: 'last-try' };
  const after = yield* verify(pin);
  if (after.kind === 'tries') return { kind: 'wrong-pin', triesLeft: after.left };
  if (after.kind !== 'right') return after;
  const { status, data } = yield* exchange(signHash(hash));
  yield* forgetIfThere();
  if (status === OK_STATUS) return { kind: 'signed', signature: signatureIn(data) };
  return { kind: meansNoKey(status) ? 'no-key' : 'refused', status };
}

/** Cards that lie there since an earlier visit may still hold its PIN for right: they do not tell then. */
function* triesBefore(): CardDialogue<Exclude<PinStanding, { kind: 'right' }>> {
  const standing = pinStandingOf(yield* statusTo(askTries()));
  if (standing.kind !== 'right') return standing;
  yield* forget();
  yield* select(PIV_AID);
  const again = pinStandingOf(yield* statusTo(askTries()));
  if (again.kind === 'right') throw new KioskError('PROTOCOL_MALFORMED', { why: 'the card forgets no PIN' });
  return again;
}

function* verify(pin: Uint8Array): CardDialogue<PinStanding> {
  const command = verifyPin(pin);
  try {
    return pinStandingOf(yield* statusTo(command));
  } finally {
    command.fill(0);
  }
}

/** SP 800-73-4 has a command for it, which older cards take for a question; most of them have another application to go to. */
function* forget(): CardDialogue<void> {
  yield* statusTo(forgetPin());
  for (const aid of OTHER_APPLICATIONS) if ((yield* select(aid)).isThere) return;
}

/** A card that was pulled out has forgotten it by that. */
function* forgetIfThere(): CardDialogue<void> {
  try {
    yield* forget();
  } catch (gone) {
    if (!isFault(gone)) throw gone;
  }
}

/** By itself, not by `exchange`: what is sent is kept nowhere. */
function* statusTo(command: Uint8Array): CardDialogue<number> {
  const response = yield command;
  if (response.length < 2) throw new KioskError('PROTOCOL_TRUNCATED', { got: response.length });
  return statusOf(response);
}

function signatureIn(data: Uint8Array): Uint8Array {
  const template = valueWithTag(readDataObjects(data), PIV_TAG.template);
  const signature = template && valueWithTag(readDataObjects(template), PIV_TAG.response);
  if (!signature) throw new KioskError('PROTOCOL_MALFORMED', { why: 'no signature in the answer' });
  return signature.slice();
}
