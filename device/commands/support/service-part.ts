// What the service says of itself: its figures while it runs, and its log where journald keeps one.
import { Deadline } from '../../../protocol/index.ts';
import { runProgram } from '../../run-program.ts';
import { maskedWithQuotes } from './masked.ts';
import type { SupportPart } from './support-part.ts';

const ANSWER_LIMIT_MS = 5000;
const PROMETHEUS = /^text\/plain; *version=0\.0\.4/;
const OURS = /^(?:# (?:HELP|TYPE) )?(?:ridged|process|nodejs)_/;
const MOST_CHARACTERS = 1024 * 1024;

/** Whatever listens there may answer: what is not ours to say is left out. Rejects where no service runs. */
export const metrics: SupportPart = async ({ config, signal }) => {
  const { port } = config.screen;
  if (port === 0) throw new Error('screen.port is 0, so nobody knows where a service would answer');
  using limit = new Deadline(signal, ANSWER_LIMIT_MS, () => new Error('no answer in time'));
  const asked = { signal: limit.signal, redirect: 'error' } as const;
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`, asked).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Error('no service answers: it does not run, or on another screen.port', { cause: error });
  });
  if (!reply.ok || !reply.body || !PROMETHEUS.test(reply.headers.get('content-type') ?? ''))
    throw new Error(`something else answers there: ${reply.status}`);
  const lines = (await beginningOf(reply.body)).split('\n').filter((line) => OURS.test(line));
  if (lines.length === 0) throw new Error('something else answers there: no figure of it is of ridged');
  return `${lines.join('\n')}\n`;
};

/** Whoever never ends is not heard to the end. */
async function beginningOf(body: NonNullable<Response['body']>): Promise<string> {
  let text = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > MOST_CHARACTERS) break;
  }
  return text.slice(0, MOST_CHARACTERS);
}

const LINES = 5000;
const MOST_BYTES = 32 * 1024 * 1024;

/** Rejects where there is no journald, or none that may be read. */
export const log: SupportPart = async ({ commands, signal }) => {
  const args = ['--unit', 'ridged.service', '--output', 'cat', '--no-pager', '--quiet', '--lines', String(LINES)];
  const said = await runProgram(commands.journalctl, args, { signal, maxBuffer: MOST_BYTES });
  const lines = said.split('\n').filter(Boolean);
  if (lines.length === 0) throw new Error('journald has no line of ridged.service, or none for this user');
  return lines.map(withoutPeople).join('\n');
};

/** Of a line of the service its time, level, code and sentence; of a crash where in the program it was. Nothing else was written by us. */
function withoutPeople(line: string): string {
  const own = ownLine(line);
  if (own) return JSON.stringify(own);
  return /^\s+at \S/.test(line) ? maskedWithQuotes(line) : '(a line that is not of the service)';
}

function ownLine(line: string): object | undefined {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null || !('level' in said)) return undefined;
    const of = new Map<string, unknown>(Object.entries(said));
    const [time, level, code] = ['time', 'level', 'code'].map((name) => of.get(name));
    return {
      time: numberOrNull(time),
      level: numberOrNull(level),
      code: codeOrNull(code),
      msg: maskedWithQuotes(String(of.get('msg') ?? '')),
    };
  } catch {
    return undefined;
  }
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const codeOrNull = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(value) ? value : null;
