// The manifest: which networks there are, what goes in, what comes out, whose they are, and how their files are known.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KioskError } from '../../protocol/computing.ts';
import { CONVERSIONS } from '../conversion/conversions.ts';

/** A name is a free dimension, such as the number of pictures. */
const dimension = z.union([z.int().min(1).max(1_000_000), z.string().regex(/^[A-Za-z]\w{0,31}$/)]);
const shape = z.array(dimension).min(1).max(8);
const tensorName = z.string().regex(/^[A-Za-z0-9][\w./:-]{0,199}$/);
const word = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be small letters, digits, dots and hyphens');

const CHANNELS = { gray: 1, rgb: 3, bgr: 3 } as const;

const input = z
  .strictObject({
    name: tensorName,
    shape,
    layout: z.enum(['NCHW', 'NHWC']),
    channels: z.enum(['gray', 'rgb', 'bgr']),
    /** Of each channel: `(value - mean) * scale` goes in, of values 0 to 255. */
    mean: z.array(z.number()),
    scale: z.array(z.number().refine((scale) => scale !== 0, 'must not be 0')),
  })
  .refine(
    ({ shape, layout, channels }) => shape.length === 4 && shape[layout === 'NCHW' ? 1 : 3] === CHANNELS[channels],
    'shape must have four dimensions, and as many channels as are named',
  )
  .refine(
    ({ channels, mean, scale }) => mean.length === CHANNELS[channels] && scale.length === CHANNELS[channels],
    'mean and scale must have a number for each channel',
  );

const output = z.strictObject({ name: tensorName, shape });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const addresses = z
  .array(z.url({ protocol: /^https$/ }))
  .max(10)
  .default([]);
const fileName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,199}$/, 'must be the name of a file beside the manifest');

/** A file of its authors, in a form of theirs. */
const original = z.strictObject({
  file: fileName,
  sha256,
  bytes: z.int().min(1).max(1_000_000_000),
  upstream: addresses,
});

const conversion = z.strictObject({
  by: z.enum(CONVERSIONS),
  originals: z.array(original).min(1).max(4),
  /** Of what comes out: the same each time. */
  sha256,
});

const golden = z.strictObject({
  seed: z.int().min(0).max(0x7fffffff),
  answers: z.record(tensorName, z.array(z.number()).min(1).max(64)),
});

const model = z.strictObject({
  name: word,
  version: word,
  /** What it is for: the room that can use it looks for its own. */
  role: word,
  /** Beside the manifest, no path. */
  file: fileName,
  sha256,
  bytes: z.int().min(1).max(1_000_000_000).optional(),
  /** Not needed by anything until the configuration names it. */
  optional: z.boolean().default(false),
  /** Where its publishers have the very file. */
  upstream: addresses,
  /** How the file is made of what its authors publish, where nobody has it as it is. */
  conversion: conversion.optional(),
  /** What it answers, for whoever has installed it or is about to use it. */
  golden: z.array(golden).max(8).default([]),
  licence: z.string().min(1).max(500),
  origin: z.string().min(1).max(500),
  inputs: z.array(input).min(1).max(16),
  outputs: z.array(output).min(1).max(64),
  /** What the room that uses it must know besides, checked by that room. */
  use: z.record(z.string(), z.unknown()).default({}),
});

const manifestSchema = z
  .strictObject({ format: z.literal(1), models: z.array(model).max(100) })
  .refine(
    ({ models }) => new Set(models.map(({ name }) => name)).size === models.length,
    'no two models may have one name',
  );

export type ModelManifest = Readonly<z.infer<typeof manifestSchema>>;
export type GoldenEntry = Readonly<z.infer<typeof golden>>;
export type ModelEntry = Readonly<z.infer<typeof model>>;
export type InputEntry = Readonly<z.infer<typeof input>>;
export type TensorEntry = Readonly<z.infer<typeof output>>;

/** @throws KioskError MODEL_MISSING; MODEL_UNFIT naming what is wrong where */
export async function readManifest(path: string): Promise<ModelManifest> {
  return parsed(manifestSchema, jsonOf(await textOf(path), path), { manifest: path });
}

/** What `schema` makes of it. @throws KioskError MODEL_UNFIT with `about` and each mistake in `detail` */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, about: Readonly<Record<string, string>>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const detail = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  throw new KioskError('MODEL_UNFIT', { ...about, detail: detail.join('; ') });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KioskError('MODEL_MISSING', { manifest: path, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KioskError('MODEL_UNFIT', { manifest: path, detail: 'it is not JSON' }, cause);
  }
}
