// A UPS by way of Network UPS Tools: the daemon `upsd` is asked in the words of its protocol (RFC 9271, 4.2.6: LIST VAR), over TCP.
import { connect } from 'node:net';
import { KioskError, untilAborted } from '../../protocol/index.ts';
import type { PowerReading } from '../ports/power-source.ts';

export interface NutPlace {
  readonly ups: string;
  readonly host: string;
  readonly port: number;
}

/** Far more than any UPS has to say. */
const MOST_BYTES = 64 * 1024;
const VARIABLE = /^VAR \S+ (\S+) "((?:[^"\\]|\\.)*)"$/;

/** @throws KioskError HAL_DISCONNECTED, HAL_REFUSED (with upsd's own word), PROTOCOL_MALFORMED; the signal's reason */
export async function nutReading(place: NutPlace, signal: AbortSignal): Promise<PowerReading> {
  return readingIn(variablesIn(await answerOf(place, signal), place));
}

/** What `LIST VAR` answers, whole. */
async function answerOf({ ups, host, port }: NutPlace, signal: AbortSignal): Promise<string> {
  const socket = connect({ host, port, signal });
  const asked = new Promise<string>((resolve, reject) => {
    let text = '';
    const isWhole = (): boolean => /^ERR .*$/m.test(text) || text.includes(`\nEND LIST VAR ${ups}\n`);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`LIST VAR ${ups}\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MOST_BYTES) reject(malformed('it says more than any UPS'));
      else if (text.endsWith('\n') && isWhole()) resolve(text);
    });
    const gone = (cause?: unknown): void =>
      reject(new KioskError('HAL_DISCONNECTED', { device: 'power', host, port }, cause));
    socket.once('error', gone);
    socket.once('close', () => gone());
  });
  try {
    return await Promise.race([asked, untilAborted(signal)]);
  } finally {
    asked.catch(() => undefined);
    socket.destroy();
  }
}

function variablesIn(answer: string, { ups }: NutPlace): ReadonlyMap<string, string> {
  const [first = '', ...lines] = answer.trimEnd().split('\n');
  const [, refusal] = /^ERR (\S+)/.exec(first) ?? [];
  // DATA-STALE: upsd runs, and does not hear its UPS.
  if (refusal !== undefined) throw new KioskError('HAL_REFUSED', { device: 'power', ups, why: refusal.slice(0, 40) });
  if (first !== `BEGIN LIST VAR ${ups}`) throw malformed('it does not answer as upsd does');
  const variables = lines.slice(0, -1).map((line): [string, string] => {
    const [, name, value] = VARIABLE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformed('a variable is none');
    return [name, value.replace(/\\(.)/g, '$1')];
  });
  return new Map(variables);
}

/** NUT developer guide, "Status data": OL on line, OB on battery, LB low battery, FSD forced shutdown. */
function readingIn(variables: ReadonlyMap<string, string>): PowerReading {
  const status = variables.get('ups.status')?.split(' ');
  if (!status) throw malformed('it does not say how it stands');
  const charge = numberIn(variables.get('battery.charge'));
  return {
    onMains: status.includes('OL'),
    charge: charge === null ? null : Math.min(charge, 100) / 100,
    isLow: status.includes('LB') || status.includes('FSD'),
    secondsLeft: numberIn(variables.get('battery.runtime')),
  };
}

function numberIn(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}

const malformed = (detail: string): KioskError => new KioskError('PROTOCOL_MALFORMED', { what: 'power', detail });
