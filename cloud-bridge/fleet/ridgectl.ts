#!/usr/bin/env node
// The fleet manager's command line: hands the process's streams, clock and Ctrl-C to the commands.
import { systemClock } from '../../protocol/index.ts';
import { secretAsker } from './commands/office/ask-secret.ts';
import { runRidgectl } from './commands/program.ts';

const ended = new AbortController();
const end = (): void => ended.abort(new Error('ended by the user'));
// A second Ctrl-C ends at once, as Node does by itself.
process.once('SIGINT', end);
process.once('SIGTERM', end);
// `| head` closes our output: that is an end like Ctrl-C, and no fault.
process.stdout.on('error', end);

process.exitCode = await runRidgectl(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  clock: systemClock,
  signal: ended.signal,
  isWatched: process.stderr.isTTY,
  isDebugging: process.env['RIDGED_DEBUG'] === '1',
  askSecret: secretAsker(process.stdin, (text) => void process.stderr.write(text)),
});
