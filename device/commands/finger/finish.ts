// How the finger commands hand over their work to whoever runs and prints it.
import type { CommandResult } from '../run-command.ts';

export type Finish = (work: (signal: AbortSignal) => Promise<CommandResult>) => Promise<void>;
