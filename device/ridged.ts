#!/usr/bin/env node
// ridged: the command line of the device.

import { runCommandLine } from './command-line.ts';

// `| head` closes our output: whoever read it wants no more, and that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const exitCode = await runCommandLine(process.argv.slice(2));
if (exitCode !== undefined) process.exitCode = exitCode;
