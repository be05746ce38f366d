#!/usr/bin/env node
// ridged: the command line of the device.

import { runCommandLine } from './command-line.ts';

const exitCode = await runCommandLine(process.argv.slice(2));
if (exitCode !== undefined) process.exitCode = exitCode;
