// Non-volatile memory of a TPM 2.0 by tpm2-tools: TPM 2.0 Library, part 3, clause 31 (NV commands). What is read crosses the bus encrypted.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFault } from '../../protocol/index.ts';
import { callTool } from './key-tool.ts';
import { unavailable } from './root-keeper.ts';

/** Of the range that owners have, past what TCG's registry of handles gives to anybody (clause 2.2). */
const FIRST_INDEX = 0x0180_1d6e;
const TRIES = 64;
const LOCKED = /NV access locked/i;
const DEFINED = /already defined/i;

/** Where, and on which registers its giving out depends: a bank and numbers, or none. */
export interface NvPlace {
  readonly index: string;
  readonly pcrs: string | null;
}

/** Each call by itself: nothing is held in the TPM between two. @throws KioskError KEY_UNAVAILABLE from all of them */
export class Tpm {
  async freeIndex(): Promise<string> {
    const taken = await takenIndexes();
    for (let at = FIRST_INDEX; at < FIRST_INDEX + TRIES; at += 1) {
      const index = `0x0${at.toString(16)}`;
      if (!taken.has(Number(index))) return index;
    }
    throw unavailable('the TPM has no memory left for a key');
  }

  /** Undefined where nothing is defined there. */
  async describe(index: string): Promise<{ readonly attributes: ReadonlySet<string> } | undefined> {
    if (!(await takenIndexes()).has(Number(index))) return undefined;
    const text = (await tool('nvreadpublic', [index])).toString('utf8');
    const [, listed = ''] = /attributes:\s+friendly: (\S+)/.exec(text) ?? [];
    return { attributes: new Set(listed.split('|')) };
  }

  /** Read by its policy alone, not by the owner; written by the owner until it is locked. Guessing nothing, it locks nobody out (no_da). */
  async define(place: NvPlace, bytes: number): Promise<void> {
    await withScratch(async (scratch) => {
      const [session, policy] = [join(scratch, 'trial'), join(scratch, 'policy')];
      await tool('startauthsession', ['-S', session]);
      await tool(...policyOf(place, session, ['-L', policy]));
      await flush(session);
      const attributes = 'ownerwrite|policyread|writedefine|no_da';
      const words = ['-Q', '-C', 'o', '-s', String(bytes), '-L', policy, '-a', attributes, place.index];
      await unless(DEFINED, tool('nvdefine', words));
    });
  }

  /** What was locked stays as it is. */
  async writeOnce(index: string, content: Uint8Array): Promise<void> {
    await unless(LOCKED, tool('nvwrite', ['-C', 'o', '-i', '-', index], content));
    await unless(LOCKED, tool('nvwritelock', ['-C', 'o', index]));
  }

  async read(place: NvPlace, bytes: number): Promise<Uint8Array> {
    return await withScratch(async (scratch) => {
      const [primary, session] = [join(scratch, 'primary'), join(scratch, 'session')];
      await tool('createprimary', ['-Q', '-C', 'o', '-G', 'ecc', '-c', primary]);
      await flush('-t');
      await tool('startauthsession', ['--policy-session', '-c', primary, '-S', session]);
      await flush('-t');
      try {
        await tool('sessionconfig', ['--enable-encrypt', session]);
        await tool(...policyOf(place, session, []));
        return await tool('nvread', ['-C', place.index, '-P', `session:${session}`, '-s', String(bytes), place.index]);
      } finally {
        await flush(session);
      }
    });
  }

  async undefine(index: string): Promise<void> {
    await tool('nvundefine', ['-C', 'o', index]);
  }
}

async function takenIndexes(): Promise<ReadonlySet<number>> {
  const text = (await tool('getcap', ['handles-nv-index'])).toString('utf8');
  return new Set(Array.from(text.matchAll(/0x[0-9a-f]+/gi), ([index]) => Number(index)));
}

type Call = [name: string, words: readonly string[]];

/** Without registers it is still a policy, which only says for what: then the owner cannot read it by a password either. */
const policyOf = ({ pcrs }: NvPlace, session: string, more: readonly string[]): Call =>
  pcrs === null
    ? ['policycommandcode', ['-Q', '-S', session, ...more, 'TPM2_CC_NV_Read']]
    : ['policypcr', ['-Q', '-S', session, '-l', pcrs, ...more]];

/** The kernel's resource manager, unless the environment names another way to a TPM, as tpm2-tools(1) has it. */
async function tool(name: string, words: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const { TPM2TOOLS_TCTI = 'device:/dev/tpmrm0' } = process.env;
  return await callTool(`tpm2_${name}`, words, { env: { TPM2TOOLS_TCTI }, ...(input && { input }) });
}

/** Without a resource manager a TPM holds three objects; with one, nothing of others is seen here. */
const flush = (what: string): Promise<unknown> => tool('flushcontext', [what]).catch(() => undefined);

/** Where two begin at once, the second finds it done. */
async function unless(fine: RegExp, done: Promise<unknown>): Promise<void> {
  await done.catch((error: unknown) => {
    if (!(isFault(error) && fine.test(String(error.context['detail'])))) throw error;
  });
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: a TPM has room for few sessions at once. */
async function withScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const turn = last.then(() => inScratch(use));
  last = turn.catch(() => undefined);
  return await turn;
}

async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-tpm-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
