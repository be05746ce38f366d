// Which networks the face commands use, and how their work is handed over to whoever runs and prints it.
import type { Command } from 'commander';
import { FaceEngine } from '../../../models/index.ts';
import { readConfig } from '../../config/index.ts';
import { faceModels } from '../../models/weights-folder.ts';

export interface EngineOptions {
  readonly config?: string | undefined;
  readonly weights?: string | undefined;
  readonly recogniser?: string | undefined;
}

export const withEngineOptions = (command: Command): Command =>
  command
    .option('--config <file>', 'TOML file')
    .option('--weights <dir>', "folder of the networks' files; else models.weightsDir, else build/models")
    .option('--recogniser <name>', 'another of the manifest; else face.recogniser');

/** @throws KioskError MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT, CONFIG_INVALID */
export function openEngine(options: EngineOptions, signal: AbortSignal): Promise<FaceEngine> {
  const { config, weights, recogniser } = options;
  const overrides = { models: { weightsDir: weights }, face: { recogniser } };
  return FaceEngine.open(faceModels(readConfig({ file: config, env: process.env, overrides })), signal);
}
