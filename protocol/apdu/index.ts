// Chip cards: commands, responses, and the exchange of one for the other.
export * from './command.ts';
export * from './exchange.ts';
export * from './select.ts';
export * from './status-words.ts';
export * from './tlv.ts';
