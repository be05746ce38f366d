// Which brokers are the fleet's own: put down beside its keys by "broker init", told to terminals with the keys that they obey.
import { readFile, writeFile } from 'node:fs/promises';
import { brokerAddress, brokersSchema, hostPort, KioskError } from '../../../protocol/index.ts';

/** @param base of the names of key files */
export const brokerListFile = (base: string): string => `${base}.brokers.json`;

/** HOST:PORT of each host with each port. @throws KioskError USAGE where one is no host, or they are too many */
export function brokersAt(hosts: readonly string[], ports: readonly number[]): readonly string[] {
  const brokers = hosts.flatMap((host) =>
    ports.map((port) => {
      const address = brokerAddress(`mqtts://${hostPort({ host, port })}`);
      return address ? hostPort(address) : host;
    }),
  );
  if (brokersSchema.safeParse(brokers).success) return brokers;
  throw new KioskError('USAGE', { why: `${brokers.join(', ')}: give names and addresses of hosts, 64 at most` });
}

/** What is there stays as it is: managers may have changed it. @throws KioskError USAGE where it cannot be written */
export async function keepBrokers(base: string, brokers: readonly string[]): Promise<void> {
  const file = brokerListFile(base);
  try {
    await writeFile(file, `${JSON.stringify(brokers, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new KioskError('USAGE', { why: `${file} cannot be written` }, cause);
  }
}

/** Undefined where none were put down: terminals are then not told where to go. @throws KioskError CONFIG_INVALID */
export async function keptBrokers(base: string): Promise<readonly string[] | undefined> {
  const file = brokerListFile(base);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new KioskError('CONFIG_INVALID', { file, why: 'cannot be read' }, cause);
  }
  const read = brokersSchema.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new KioskError('CONFIG_INVALID', { file, why: 'is no list of brokers, as ["broker.example:8883"]' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
