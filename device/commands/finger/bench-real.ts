// Real prints among the synthetic fingers of the bench: three impressions enrolled, the others looked for.
import { type FingerEngine, recordOf } from '../../../models/index.ts';
import { extractTemplate } from '../../../models/laboratory.ts';
import type { FingerTemplate } from '../../../protocol/index.ts';
import { readGrayImage } from '../../images/read-gray-image.ts';
import type { Probe } from './bench-probes.ts';
import { ENROLLED_IMPRESSIONS, PURPOSE, type Run } from './bench-run.ts';
import { listPrints, type SetPlace } from './print-set.ts';

/** Enrols the real fingers, and gives back the impressions to look for. @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function enrolReal(engine: FingerEngine, { options, context }: Run): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const place of options.among) {
    const fingers = await templatesOf(place, context.signal);
    const enrolled = [...fingers].map(([subject, templates]) => ({
      key: { subject, finger: 'right-index' as const },
      purpose: PURPOSE,
      records: templates.slice(0, ENROLLED_IMPRESSIONS.length).map((template) => recordOf(template)),
    }));
    await engine.load(enrolled, context.signal);
    for (const [subject, templates] of fingers)
      for (const template of templates.slice(ENROLLED_IMPRESSIONS.length)) probes.push({ template, subject });
    context.progress(`enrolled ${enrolled.length} fingers of ${place.folder}`);
  }
  return probes;
}

async function templatesOf(place: SetPlace, signal: AbortSignal): Promise<Map<string, FingerTemplate[]>> {
  const fingers = new Map<string, FingerTemplate[]>();
  for (const { path, finger } of await listPrints(place)) {
    signal.throwIfAborted();
    const subject = `${place.folder}/${finger}`;
    const templates = fingers.get(subject) ?? [];
    fingers.set(subject, templates);
    templates.push(extractTemplate(await readGrayImage(path, place.dpi)).template);
  }
  return fingers;
}
