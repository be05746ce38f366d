// What `command` says, sealed to the terminal's own key: whose enrolment is ordered, and which finger is the one for duress, is nobody's to read on the way.
import { type CommandWord, commandWordSchema } from '../orders/index.ts';
import type { SealingJwk } from '../people/index.ts';
import { type KeyOf, openDown, sealDown } from './sealed-down.ts';

const COMMAND_TYPE = 'ridged-command+deflate';

/** @throws KioskError KEY_UNAVAILABLE where the key is none */
export const sealCommand = (word: CommandWord, jwk: SealingJwk): Promise<string> => sealDown(word, jwk, COMMAND_TYPE);

/** The terminal's side. @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export const openSealedCommand = (sealed: string, keyOf: KeyOf): Promise<CommandWord> =>
  openDown(sealed, { schema: commandWordSchema, channel: 'command', keyOf });
