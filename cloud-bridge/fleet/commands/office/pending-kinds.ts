// What can wait for a second officer, by its kind: who may approve it, and what is done then.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { KioskError } from '../../../../protocol/index.ts';
import { type NewPendingAct, type OfficerRole, type PendingAct, shortened } from '../../office/index.ts';
import { RIGHTS } from '../rights.ts';
import type { CommandIo } from '../runner.ts';
import { argvOf, filesOf, givenOf, pathOf } from './given.ts';

/** What whoever approves has said of where the fleet is. */
export interface ApprovingOptions {
  readonly store: string;
  readonly keys?: string;
  readonly templates?: string;
  readonly json?: boolean;
}

export interface Approving {
  readonly options: ApprovingOptions;
  /** Its desk has whoever approves, with their key. */
  readonly io: CommandIo;
}

export interface PendingKind {
  /** Whose approval counts. */
  readonly right: (payload: unknown) => { readonly role: OfficerRole; readonly isCut: boolean };
  /** Before anything is decided. @throws KioskError USAGE where it could not be done as it was asked for */
  readonly check: (payload: unknown) => Promise<void>;
  /** Once, after it was approved. */
  readonly carryOut: (act: PendingAct, approving: Approving) => Promise<0 | 1>;
}

const commandSchema = z.strictObject({
  path: z.string(),
  argv: z.array(z.string()),
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
});

const COMMAND: PendingKind = {
  right: (payload) => {
    const right = RIGHTS[commandSchema.parse(payload).path];
    if (!right || right.who === 'service') throw new KioskError('USAGE', { why: 'this program knows no such command' });
    return { role: right.who, isCut: right.isCut };
  },
  check: async (payload) => {
    for (const { path, sha256 } of commandSchema.parse(payload).files)
      if ((await digestOf(path)) !== sha256)
        throw new KioskError('USAGE', { why: `${path} is not there, or not what it was when it was asked for` });
  },
  carryOut: async ({ payload }, { options, io }) => {
    const { argv } = commandSchema.parse(payload);
    const { store, keys, templates, json } = options;
    const place = Object.entries({ store, keys, templates }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    );
    const at = argv.indexOf('--');
    const whole = [...argv.slice(0, at), ...place, ...(json ? ['--json'] : []), ...argv.slice(at)];
    if (!io.rerun) throw new Error('nothing here can do it again');
    return await io.rerun(whole);
  },
};

/** A kind that is not here is refused: nobody approves what is not understood. */
export const PENDING_KINDS: Readonly<Record<string, PendingKind>> = { command: COMMAND };

/** The command itself, to be done again as it was given once somebody else has approved it. */
export async function pendingCommand(
  command: Command,
  { because, reason }: Pick<NewPendingAct, 'because' | 'reason'>,
): Promise<NewPendingAct> {
  const path = pathOf(command);
  const files = await Promise.all(
    filesOf(command).map(async (file) => ({ path: file, sha256: (await digestOf(file)) ?? '' })),
  );
  const given = Object.entries(givenOf(command, RIGHTS[path]?.hides ?? [])).map(([name, value]) => `${name} ${value}`);
  const what = shortened([path, ...given].join(', '));
  return { kind: 'command', payload: { path, argv: [...argvOf(command)], files }, what, because, reason };
}

async function digestOf(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}
