// ridged face inspect: who is in a picture, and what is wrong with it.
import { Command } from 'commander';
import type { FaceLook, QualityCheck } from '../../../models/index.ts';
import { readPhoto } from '../../images/read-photo.ts';
import type { Finish } from '../finger/finish.ts';
import type { CommandResult } from '../run-command.ts';
import { type EngineOptions, openEngine, withEngineOptions } from './face-option.ts';
import { pictureLiveness, textOfPicture } from './pad/picture-liveness.ts';

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE, MODEL_MISSING */
export async function inspect(path: string, options: EngineOptions, signal: AbortSignal): Promise<CommandResult> {
  const image = await readPhoto(path);
  await using engine = await openEngine(options, signal);
  const startedMs = performance.now();
  const look = await engine.look(image, signal);
  const milliseconds = Number((performance.now() - startedMs).toFixed(1));
  const { faces, quality } = look;
  const [face] = faces;
  const liveness = face ? await pictureLiveness({ image, face }, options, signal) : null;
  return {
    json: {
      faces,
      quality: quality.checks,
      ok: quality.ok,
      advice: quality.advice ?? null,
      models: engine.models,
      milliseconds,
      // Of the largest face; null where there is none.
      liveness,
    },
    text: [textOf(look), ...(liveness ? [textOfPicture(liveness)] : [])].join('\n'),
    exitCode: quality.ok ? 0 : 1,
  };
}

function textOf({ faces, quality }: FaceLook): string {
  const found = faces.map(
    ({ box, score }) => `face ${Math.round(box.widthPx)}x${Math.round(box.heightPx)} px, sure ${score.toFixed(2)}`,
  );
  const advice = quality.advice ? [`${quality.advice.en} / ${quality.advice.th}`] : [];
  return [...(found.length > 0 ? found : ['no face']), ...quality.checks.map(rowOf), ...advice].join('\n');
}

function rowOf({ check, name, ok, value, limit, unit, required }: QualityCheck): string {
  const { least, most } = limit;
  const wanted = [least === undefined ? '' : `from ${least}`, most === undefined ? '' : `to ${most}`].join(' ').trim();
  const verdict = ok ? 'ok  ' : required ? 'FAIL' : 'WARN';
  return `${verdict} ${check.padEnd(4)}${name.padEnd(17)}${String(value).padStart(9)}  ${wanted} ${unit}`;
}

export const inspectCommand = (finish: Finish): Command =>
  withEngineOptions(
    new Command('inspect')
      .description('faces in a picture and how good it is; exit code 1 where something required is missing')
      .argument('<image>', 'JPEG, PNG, TIFF or WebP'),
  ).action((image: string, options: EngineOptions) => finish((signal) => inspect(image, options, signal)));
