// What a run that was cut off has left beside the stores, and where the memory of the service could come to lie.
import { tmpdir } from 'node:os';
import { weightsFolder } from '../../models/weights-folder.ts';
import { findResidue, forbidCores, holderOf, mayLeaveNoCore, swapsIn, workDirOf } from '../../residue/index.ts';
import { bad, type Check, good, passable } from './finding.ts';
import { serviceRuns } from './held-stores.ts';

/** While the service runs it may be writing a draft. Where it works is known of one that runs; one that starts looks there itself. */
export const residue: Check = async (parts) => {
  const { config, clock } = parts;
  const { dir: dataDir } = config.data;
  const pid = await holderOf(dataDir);
  const workDir = pid && (await workDirOf(pid));
  const workDirs = [weightsFolder(config.models), ...(workDir ? [workDir] : [])];
  const found = await findResidue({ dataDir, workDirs, scratchDir: tmpdir() }, clock.nowMs());
  const isRunning = await serviceRuns(parts).catch(() => false);
  const left = found.residue.filter(({ what }) => !(isRunning && what === 'draft'));
  if (left.length > 0)
    return bad(
      `left of a run that was cut off: ${left.map(({ path, what }) => `${path} (${what})`).join(', ')}`,
      'the next start of the service shreds it; where it stays, remove it by hand',
    );
  if (found.foreign.length > 0)
    return passable(
      `nothing of this terminal, and in its data folder: ${found.foreign.join(', ')}`,
      'look whose it is; copies of people, pictures and keys do not belong there',
    );
  return good('nothing is left of a run that was cut off');
};

export const memory: Check = async ({ config }) => {
  const open = (await swapsIn()).filter(({ isSafe }) => !isSafe);
  if (open.length > 0)
    return passable(
      `memory is swapped to ${open.map(({ path }) => path).join(', ')}, in the clear: templates and numbers may come to lie there`,
      'swapoff it, or encrypt it; zram is fine',
    );
  const pid = await holderOf(config.data.dir);
  // Of one that does not run it is known whether it could.
  if (pid === undefined ? await forbidCores() : await mayLeaveNoCore(pid))
    return good(
      `no swap in the clear, and the service ${pid === undefined ? 'will let' : 'lets'} nobody write its memory to the disk`,
    );
  return passable(
    pid === undefined
      ? 'there is no prlimit: when the service dies its memory may be written to the disk'
      : `when the service that runs (process ${pid}) dies its memory may be written to the disk`,
    'apt install util-linux, or LimitCORE=0 in its unit; then start it anew',
  );
};
