// A service made to start with a damaged disk: it serves as before, or says why it does not. It never crashes, and takes nobody for somebody else.
import { join } from 'node:path';
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
  readonly env: Readonly<Record<string, string>>;
}

export interface Verdict {
  /** `serves`, or the code by which it refuses to. */
  readonly cameOf: string;
  readonly wrong: readonly string[];
}

const REFUSES = 3;
const CODE = /\b((?:STORE|KEY|SEAL|JOURNAL|CONFIG)_[A-Z_]+)\b/;

export async function tryDamaged(trial: Trial, signal: AbortSignal): Promise<Verdict> {
  const { kind, draw } = trial;
  await using copy = await damagedCopy(trial.dataDir, join(trial.folder, 'damaged'), kind, draw);
  const { cameOf, wrong } = await verdictOn(copy, trial, signal);
  return { cameOf, wrong: wrong.map((found) => `${kind} (${copy.what}): ${found}`) };
}

async function verdictOn(copy: Damaged, { program, env, visitor }: Trial, signal: AbortSignal): Promise<Verdict> {
  try {
    await using service = await ServiceProcess.start({ program, dataDir: copy.dataDir, env, quiet: true }, signal);
    const wrong = await served(service, visitor);
    await service.stop();
    return { cameOf: 'serves', wrong: [...wrong, ...(await unsound(copy, signal))] };
  } catch (fault) {
    if (isFault(fault, 'HAL_DISCONNECTED')) return refused(fault);
    if (isFault(fault, 'HAL_TIMEOUT')) return { cameOf: 'hangs', wrong: [`no answer: ${fault.context['doing']}`] };
    throw fault;
  }
}

/** Somebody comes: they are accepted as themselves, or refused. */
async function served(service: ServiceProcess, { owner, touches }: Fingertip): Promise<readonly string[]> {
  const answer = await service.ask('POST', 'bench/finger', { image: touches[0], dpi: 500 });
  const { outcome, hrCode } = answer as { outcome?: string; hrCode?: string | null };
  if (outcome !== 'accepted' || hrCode === owner) return [];
  return [`a finger of ${owner ?? 'a stranger'} was accepted as ${hrCode}`];
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
    if (isFault(fault)) return [];
    throw fault;
  }
}

function refused({ context }: KioskError): Verdict {
  const said = String(context['said'] ?? '');
  const [, code] = CODE.exec(said) ?? [];
  if (context['exitCode'] === REFUSES && code !== undefined) return { cameOf: code, wrong: [] };
  return { cameOf: 'crashes', wrong: [`it ended by ${context['exitCode']}: ${said.slice(-400)}`] };
}
