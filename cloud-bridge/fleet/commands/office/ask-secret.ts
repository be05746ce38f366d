// Asks for something at a terminal without showing what is typed; undefined where nobody sits at one.
import { once } from 'node:events';
import type { ReadStream } from 'node:tty';
import { KioskError } from '../../../../protocol/index.ts';
import type { AskSecret } from './passphrase.ts';

const ENTER = ['\r', '\n'];
const CTRL_C = '\u0003';
const RUBOUT = ['\u007f', '\b'];

export function secretAsker(input: ReadStream, say: (text: string) => void): AskSecret | undefined {
  return input.isTTY ? (prompt) => typed(prompt, input, say) : undefined;
}

async function typed(prompt: string, input: ReadStream, say: (text: string) => void): Promise<string> {
  // Before anybody is asked: what is typed early is not to be seen either.
  input.setRawMode(true).setEncoding('utf8');
  say(prompt);
  try {
    let text = '';
    while (!ENTER.some((end) => text.endsWith(end))) {
      const [chunk] = await once(input.resume(), 'data');
      text = [...String(chunk)].reduce(withLetter, text);
    }
    return text.slice(0, -1);
  } finally {
    input.setRawMode(false).pause();
    say('\n');
  }
}

/** What comes after the end of the line is nobody's. */
function withLetter(text: string, letter: string): string {
  if (ENTER.some((end) => text.endsWith(end))) return text;
  if (letter === CTRL_C) throw new KioskError('USAGE', { why: 'no passphrase was given' });
  return RUBOUT.includes(letter) ? [...text].slice(0, -1).join('') : text + letter;
}
