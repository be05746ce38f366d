// A program of the system that keeps keys: what it is told on its command line holds no secret, what goes in and out of it may.
import { type ExecFileException, execFile } from 'node:child_process';
import { unavailable } from './root-keeper.ts';

const LIMIT_MS = 20_000;

export interface ToolCall {
  /** To its standard input. */
  readonly input?: Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

/** What it answers. @throws KioskError KEY_UNAVAILABLE with the last that it said, or that it is not installed */
export async function callTool(
  program: string,
  words: readonly string[],
  { input = new Uint8Array(0), env = {} }: ToolCall = {},
): Promise<Buffer> {
  const options = { encoding: 'buffer', timeout: LIMIT_MS, env: { ...process.env, ...env } } as const;
  return await new Promise((resolve, reject) => {
    const child = execFile(program, [...words], options, (error, out, said) => {
      if (error) reject(unavailable(whyNot(program, error, said.toString('utf8')), error));
      else resolve(out);
    });
    // One that ends before it has read says why by its exit.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

function whyNot(program: string, error: ExecFileException, said: string): string {
  if (error.code === 'ENOENT') return `${program} is not installed`;
  if (error.killed) return `${program} gave no answer within ${LIMIT_MS / 1000} s`;
  const lines = said.trim().split('\n');
  // tpm2-tools say much; what the TPM itself has said stands in one line of it.
  return `${program}: ${lines.find((line) => / tpm:/.test(line)) ?? lines.at(-1)}`;
}
