// The fingerprint engine, and the networks that are installed.

import { compareTemplates, FaceEngine, FacePad, falseMatchRate, openNetworkPad } from '../../../models/index.ts';
import { FAULTS, isFault, KioskError } from '../../../protocol/index.ts';
import { faceModels } from '../../models/weights-folder.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import { bad, type Check, type CheckParts, type Finding, good, passable } from './finding.ts';

export const engine: Check = async () => {
  const { extractTemplate, synthesisePrint } = await import('../../../models/laboratory.ts');
  const [first, second, other] = [
    [1, 0],
    [1, 1],
    [2, 0],
  ].map(([finger = 0, impression = 0]) => extractTemplate(synthesisePrint({ seed: 7, finger, impression })).template);
  if (!first || !second || !other) throw new KioskError('MODEL_UNCALIBRATED');
  const own = falseMatchRate(compareTemplates(first, second), { impressions: 1 });
  const foreign = falseMatchRate(compareTemplates(first, other), { impressions: 1 });
  const what = `same finger at FMR ${own.toExponential(0)}, another at ${foreign.toExponential(0)}`;
  return own < 1e-3 && foreign > 1e-3 ? good(what) : bad(what, 'reinstall: the engine does not work as released');
};

/** Loaded beside the running service, on a thread of its own. */
export const network: Check = async ({ config, signal }) => {
  const { manifest } = config.models;
  if (manifest === undefined)
    return good('none configured: copies of earlier touches are known, skin is not looked at');
  try {
    await using installed = await openNetworkPad(manifest, signal, await offHere(config));
    if (!installed) return passable(`${manifest} names none for fingers`, 'give one the role "finger-texture"');
    const { name, version, file, licence } = installed.entry;
    return good(`${name} ${version} runs; ${file} has its SHA-256; licence: ${licence}`);
  } catch (fault) {
    return switchedOff(fault);
  }
};

const offHere = async ({ data }: CheckParts['config']): Promise<readonly string[]> =>
  (await readStandingPolicy(data.dir, () => undefined)).models.off;

/** Nothing that is to be mended here: somebody wants it so. @throws any other */
function switchedOff(fault: unknown): Finding {
  if (!isFault(fault, 'MODEL_OFF')) throw fault;
  const { model, version } = fault.context;
  return passable(`the signed policy switches off ${String(model)} ${String(version)}`, FAULTS.MODEL_OFF.remedy);
}

/** Not needed by finger visits: without it the visits that look at a face are closed. */
export const face: Check = async ({ config, signal }) => {
  const models = faceModels(config, await offHere(config));
  try {
    await using installed = await FaceEngine.open(models, signal);
    await using _ = await FacePad.open(models, signal);
    const { detector, recogniser } = installed.models;
    const threshold = installed.threshold().toFixed(3);
    return good(
      `${detector.name} and ${recogniser.name} ${recogniser.version} run; a match is a score above ${threshold}`,
    );
  } catch (fault) {
    signal.throwIfAborted();
    if (!isFault(fault, 'MODEL_MISSING')) return switchedOff(fault);
    const what = `no face is looked at: ${String(fault.context['file'] ?? fault.context['name'])} is missing`;
    return passable(what, 'run "ridged models install", with --from where a mirror is at hand');
  }
};
