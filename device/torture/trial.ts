// A service made to start with a damaged disk: it serves as before, or says why it does not. It never crashes, and takes nobody for somebody else.
import { join } from 'node:path';
import { z } from 'zod';
import { isFault, type KioskError } from '../../protocol/index.ts';
import { ServiceProcess } from '../commands/bench/service-process.ts';
import { openJournalReader } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import type { Fingertip } from './cast.ts';
import { type Damaged, type Draw, damagedCopy } from './damage.ts';

export interface Trial {
  readonly program: string;
  /** Of the terminal that goes on: only copied. */
  readonly dataDir: string;
  readonly folder: string;
  readonly kind: string;
  readonly draw: Draw;
  readonly visitor: Fingertip;
  readonly isEnrolled: boolean;
  readonly env: Readonly<Record<string, string>>;
}

export interface Verdict {
  /** `serves`, or the code by which it refuses to. */
  readonly cameOf: string;
  readonly wrong: readonly string[];
}

const REFUSES = 3;
/** Without them whoever was enrolled has to be sent, or enrolled, once more; without the orders nobody is served until an officer says so. */
const HOLDS_PEOPLE = /^(people|templates|jobs)\.db/;
const CODE = /\b((?:STORE|KEY|SEAL|JOURNAL|CONFIG)_[A-Z_]+)\b/;

export async function tryDamaged(trial: Trial, signal: AbortSignal): Promise<Verdict> {
  const { kind, draw } = trial;
  await using copy = await damagedCopy(trial.dataDir, join(trial.folder, 'damaged'), kind, draw);
  const { cameOf, wrong } = await verdictOn(copy, trial, signal);
  return { cameOf, wrong: wrong.map((found) => `${kind} (${copy.what}): ${found}`) };
}

async function verdictOn(copy: Damaged, trial: Trial, signal: AbortSignal): Promise<Verdict> {
  const { program, env, visitor } = trial;
  try {
    await using service = await ServiceProcess.start({ program, dataDir: copy.dataDir, env, quiet: true }, signal);
    const wrong = await served(service, visitor, trial.isEnrolled && !HOLDS_PEOPLE.test(copy.what));
    await service.stop();
    return { cameOf: 'serves', wrong: [...wrong, ...(await unsound(copy, signal))] };
  } catch (fault) {
    if (isFault(fault, 'HAL_DISCONNECTED')) return refused(fault);
    if (isFault(fault, 'HAL_TIMEOUT')) return { cameOf: 'hangs', wrong: [`no answer: ${fault.context['doing']}`] };
    throw fault;
  }
}

const answerSchema = z.object({ outcome: z.enum(['accepted', 'refused']), hrCode: z.string().nullable() });

/** Somebody comes, again where they are refused: nobody is taken for another, and whom the disk still holds is known. */
async function served(
  service: ServiceProcess,
  { owner, touches }: Fingertip,
  isKnown: boolean,
): Promise<readonly string[]> {
  // Strangers who came before the damage are not held against this one.
  await service.ask('DELETE', 'bench/lockout');
  for (const image of touches) {
    const { outcome, hrCode } = answerSchema.parse(await service.ask('POST', 'bench/finger', { image, dpi: 500 }));
    if (outcome === 'refused') continue;
    return hrCode === owner ? [] : [`a finger of ${owner ?? 'a stranger'} was accepted as ${hrCode}`];
  }
  return isKnown ? [`nobody knows ${owner} any more`] : [];
}

/** Of a journal that was begun anew, or mended, as of any: it can be followed to its end. */
async function unsound({ dataDir }: Damaged, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const vault = await openVault({ dataDir, mayCreate: false });
    await using journal = await openJournalReader({ dataDir, vault });
    const { intact, why, brokenAt } = await journal.verify(signal);
    // Damage that the service does not look for at its start is found by whoever verifies.
    return intact || why === 'altered' || why === 'missing' ? [] : [`its journal is broken at ${brokenAt}: ${why}`];
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return [`its journal cannot be read: ${fault.code}`];
  }
}

function refused({ context }: KioskError): Verdict {
  const said = String(context['said'] ?? '');
  const [, code] = CODE.exec(said) ?? [];
  if (context['exitCode'] === REFUSES && code !== undefined) return { cameOf: code, wrong: [] };
  return { cameOf: 'crashes', wrong: [`it ended by ${context['exitCode']}: ${said.slice(-400)}`] };
}
