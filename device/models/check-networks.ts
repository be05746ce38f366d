// Whether the networks of a folder are those that were looked at: by their hash, and by what they answer here, on this machine.
import type { ModelEntry } from '../../models/index.ts';
import { isFault } from '../../protocol/index.ts';
import { answersAsItMust } from './install-models.ts';

export interface CheckedNetwork {
  readonly name: string;
  readonly version: string;
  /** `unfit`: its hash is right, and it cannot be run here or answers otherwise. */
  readonly state: 'answers' | 'left-out' | 'missing' | 'altered' | 'unfit';
  readonly why?: string;
}

const STATE_OF: Readonly<Record<string, CheckedNetwork['state']>> = {
  MODEL_MISSING: 'missing',
  MODEL_ALTERED: 'altered',
  MODEL_UNFIT: 'unfit',
  HAL_UNAVAILABLE: 'unfit',
};

/** One after the other. @throws the signal's reason when aborted */
export async function checkNetworks(
  entries: readonly ModelEntry[],
  folder: string,
  signal: AbortSignal,
): Promise<readonly CheckedNetwork[]> {
  const checked: CheckedNetwork[] = [];
  for (const entry of entries) checked.push({ ...named(entry), ...(await checkOf(entry, folder, signal)) });
  return checked;
}

const named = ({ name, version }: ModelEntry): Pick<CheckedNetwork, 'name' | 'version'> => ({ name, version });

async function checkOf(
  entry: ModelEntry,
  folder: string,
  signal: AbortSignal,
): Promise<Pick<CheckedNetwork, 'state' | 'why'>> {
  try {
    await answersAsItMust(entry, folder, signal);
    return { state: 'answers' };
  } catch (fault) {
    signal.throwIfAborted();
    const state = isFault(fault) ? STATE_OF[fault.code] : undefined;
    if (!isFault(fault) || !state) throw fault;
    if (state === 'missing' && entry.optional) return { state: 'left-out' };
    return { state, why: String(fault.context['detail'] ?? fault.message) };
  }
}
