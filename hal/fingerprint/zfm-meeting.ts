// The first words with a module: find its baud, show the password, read what it is, make it as fast as it can be.
import {
  isFault,
  KioskError,
  ZFM_BAUD_MULTIPLIERS,
  ZFM_FACTORY_BAUD,
  ZFM_PARAMETERS,
  zfmBaudOf,
  zfmConfirmationName,
  zfmContentBytes,
  zfmMultiplierOf,
  zfmRefusal,
} from '../../protocol/index.ts';
import type { ByteWire } from './byte-wire.ts';
import type { ZfmDialogue } from './zfm-dialogue.ts';

export interface MeetingOptions {
  readonly password: number;
  /** Where to look first. */
  readonly baud: number;
  /** The module is not made faster than this, and is made slower where it is found above it. */
  readonly maxBaud: number;
}

export interface ModuleFacts {
  readonly baud: number;
  readonly contentBytes: number;
  readonly systemId: number;
}

const PROBE_LIMIT_MS = 200;
const ANSWER_LIMIT_MS = 500;
/** A module needs a moment to change its baud. */
const CHANGE_ATTEMPTS = 3;
const LARGEST_PACKET_CODE = 3;
/** What adapters make of 960,000 when they cannot do it exactly: tried last, so that no module stays out of reach. */
const NEAR_MISSES = [921_600, 1_000_000] as const;

/** Everything a meeting needs. */
export interface Meeting {
  readonly wire: ByteWire;
  readonly dialogue: ZfmDialogue;
  readonly options: MeetingOptions;
  readonly signal: AbortSignal;
}

/** @throws KioskError HAL_TIMEOUT where nobody answers, HAL_REFUSED, HAL_DISCONNECTED */
export async function meetModule(meeting: Meeting): Promise<ModuleFacts> {
  const { wire, options } = meeting;
  const found = wire.hasBaud ? await findBaud(meeting) : await greetAt(meeting, options.baud, CHANGE_ATTEMPTS);
  if (!found) throw new KioskError('HAL_TIMEOUT', { doing: 'look for a module', bus: wire.bus });
  meeting.dialogue.acquainted();
  const { systemId, packetSizeCode, baudMultiplier } = await readParameters(meeting);
  const contentBytes = zfmContentBytes(await raisePacketSize(meeting, packetSizeCode));
  const baud = wire.hasBaud
    ? await settleBaud(meeting, await confirmBaud(meeting, found.baud, baudMultiplier))
    : found.baud;
  return { baud, contentBytes, systemId };
}

/** A module keeps its baud over our restart and its own. */
async function findBaud(meeting: Meeting): Promise<{ readonly baud: number } | undefined> {
  const { baud, maxBaud } = meeting.options;
  const all = [...ZFM_BAUD_MULTIPLIERS].reverse().map(zfmBaudOf);
  const likely = [baud, maxBaud, 115_200, ZFM_FACTORY_BAUD];
  for (const candidate of new Set([...likely, ...all, ...NEAR_MISSES])) {
    const found = await greetAt(meeting, candidate, 1);
    if (found) return found;
  }
  // The first attempt may have met a module that was still starting.
  return await greetAt(meeting, baud, CHANGE_ATTEMPTS);
}

/**
 * A late answer to the greeting before can make the wrong baud look right where the line does not mind (a
 * pseudo-terminal, a near miss): believe the module where it can be met at the baud that it names.
 */
async function confirmBaud(meeting: Meeting, found: number, multiplier: number): Promise<number> {
  const named = ZFM_BAUD_MULTIPLIERS.some((known) => known === multiplier) ? zfmBaudOf(multiplier) : found;
  if (named === found || (await greetAt(meeting, named, CHANGE_ATTEMPTS))) return named;
  await meeting.wire.setBaud(found);
  return found;
}

async function greetAt(
  meeting: Meeting,
  baud: number,
  attempts: number,
): Promise<{ readonly baud: number } | undefined> {
  if (!(await canSetBaud(meeting.wire, baud))) return undefined;
  // A corrupt answer is an answer: somebody is there, so ask again.
  for (let attempt = 0, limit = attempts; attempt < limit; attempt += 1) {
    const heard = await greet(meeting);
    if (heard === 'welcome') return { baud };
    if (heard === 'unclear') limit = Math.max(limit, 2);
  }
  return undefined;
}

/** VerifyPassword serves as the greeting, for only the R503 knows HandShake. @throws KioskError HAL_REFUSED, HAL_DISCONNECTED */
async function greet({ dialogue, options, signal }: Meeting): Promise<'welcome' | 'unclear' | 'silence'> {
  try {
    const { password } = options;
    const answer = await dialogue.ask('verifyPassword', { password }, { limitMs: PROBE_LIMIT_MS, signal });
    if (answer.kind === 'ok') return 'welcome';
    if (zfmConfirmationName(answer.code) === 'packet-error') return 'unclear';
    throw zfmRefusal('verifyPassword', answer.code);
  } catch (fault) {
    if (isFault(fault, 'HAL_TIMEOUT')) return 'silence';
    if (isGarbled(fault)) return 'unclear';
    throw fault;
  }
}

const isGarbled = (fault: unknown): boolean => isFault(fault) && fault.code.startsWith('PROTOCOL_');

async function canSetBaud(wire: ByteWire, baud: number): Promise<boolean> {
  try {
    await wire.setBaud(baud);
    return true;
  } catch (fault) {
    if (isFault(fault, 'HAL_REFUSED')) return false;
    throw fault;
  }
}

const readParameters = async ({ dialogue, signal }: Meeting) =>
  await dialogue.demand('readParameters', {}, { limitMs: ANSWER_LIMIT_MS, signal });

/** Larger packets cost less. Answers the code that holds afterwards; a module that refuses keeps its own. */
async function raisePacketSize(meeting: Meeting, packetSizeCode: number): Promise<number> {
  if (packetSizeCode >= LARGEST_PACKET_CODE) return packetSizeCode;
  const { dialogue, signal } = meeting;
  const setting = { parameter: ZFM_PARAMETERS.packetSizeCode, value: LARGEST_PACKET_CODE };
  await dialogue.ask('setParameter', setting, { limitMs: ANSWER_LIMIT_MS, signal });
  return (await readParameters(meeting)).packetSizeCode;
}

/** The fastest baud up to `maxBaud` that the module and the port both take. */
async function settleBaud(meeting: Meeting, current: number): Promise<number> {
  const { maxBaud } = meeting.options;
  const isBetter = (baud: number): boolean => baud <= maxBaud && (baud > current || current > maxBaud);
  for (const target of [...ZFM_BAUD_MULTIPLIERS].reverse().map(zfmBaudOf).filter(isBetter))
    if (await changeBaud(meeting, { current, target })) return target;
  return current;
}

async function changeBaud(meeting: Meeting, step: { readonly current: number; readonly target: number }) {
  const { wire } = meeting;
  // Ask the port before the module: a module at a baud that the port lacks could not be called back.
  const canFollow = await canSetBaud(wire, step.target);
  await wire.setBaud(step.current);
  const value = zfmMultiplierOf(step.target);
  if (!canFollow || value === undefined || !(await isAgreed(meeting, value))) return false;
  if (await greetAt(meeting, step.target, CHANGE_ATTEMPTS)) return true;
  if (await greetAt(meeting, step.current, CHANGE_ATTEMPTS)) return false;
  throw new KioskError('HAL_TIMEOUT', { doing: 'change the baud', ...step });
}

/** Some modules answer at the old baud, some at the new one, where we do not hear it: silence may be a yes. */
async function isAgreed({ dialogue, signal }: Meeting, value: number): Promise<boolean> {
  const setting = { parameter: ZFM_PARAMETERS.baudMultiplier, value };
  try {
    const answer = await dialogue.ask('setParameter', setting, { limitMs: ANSWER_LIMIT_MS, signal });
    return answer.kind === 'ok';
  } catch (fault) {
    if (isFault(fault, 'HAL_TIMEOUT') || isGarbled(fault)) return true;
    throw fault;
  }
}
