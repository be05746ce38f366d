// Walks the command table in both directions: the driver encodes commands and reads answers, a module does the reverse.
import { KioskError } from '../base/index.ts';
import { type ZfmCommandName, type ZfmCommands, zfmCommands } from './commands.ts';
import { readLayout, type Values, writeLayout } from './layout.ts';

export type ZfmArguments<N extends ZfmCommandName> = Values<ZfmCommands[N]['send']>;
export type ZfmAnswerValues<N extends ZfmCommandName> = Values<ZfmCommands[N]['answer']>;

export type ZfmAnswer<N extends ZfmCommandName> =
  | { readonly kind: 'ok'; readonly values: ZfmAnswerValues<N> }
  | { readonly kind: 'refused'; readonly code: number };

const names = new Map<number, ZfmCommandName>();
for (const [name, { code }] of Object.entries(zfmCommands)) names.set(code, name as ZfmCommandName); // its keys

const prefixed = (code: number, rest: Uint8Array): Uint8Array => {
  const content = new Uint8Array(1 + rest.length);
  content[0] = code;
  content.set(rest, 1);
  return content;
};

/** The content of a command packet. */
export const encodeZfmCommand = <N extends ZfmCommandName>(name: N, values: ZfmArguments<N>): Uint8Array =>
  prefixed(zfmCommands[name].code, writeLayout<ZfmCommands[N]['send']>(zfmCommands[name].send, values));

/** What the content of an acknowledge packet says. @throws KioskError PROTOCOL_TRUNCATED */
export function decodeZfmAnswer<N extends ZfmCommandName>(name: N, content: Uint8Array): ZfmAnswer<N> {
  const [code] = content;
  if (code === undefined) throw new KioskError('PROTOCOL_TRUNCATED', { command: name });
  if (code !== 0) return { kind: 'refused', code };
  return { kind: 'ok', values: readLayout<ZfmCommands[N]['answer']>(zfmCommands[name].answer, content.subarray(1)) };
}

export interface ReceivedZfmCommand {
  readonly name: ZfmCommandName;
  readonly values: Readonly<Record<string, number | Uint8Array>>;
}

/** What a command packet asks of a module; undefined where the code is unknown. @throws KioskError PROTOCOL_TRUNCATED */
export function decodeZfmCommand(content: Uint8Array): ReceivedZfmCommand | undefined {
  const name = names.get(content[0] ?? -1);
  return name && { name, values: readLayout(zfmCommands[name].send, content.subarray(1)) };
}

/** The content of an acknowledge packet that says the command was carried out. */
export const encodeZfmAnswer = <N extends ZfmCommandName>(name: N, values: ZfmAnswerValues<N>): Uint8Array =>
  prefixed(0, writeLayout<ZfmCommands[N]['answer']>(zfmCommands[name].answer, values));
