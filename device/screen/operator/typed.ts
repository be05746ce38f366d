// What an operator types: as entries of the journal hold it.
import { personText } from '../../../protocol/index.ts';

const MOST_CHARACTERS = 200;
export const text = personText.max(MOST_CHARACTERS);
export const said = text.trim().min(1);
export const code = text.min(1);
