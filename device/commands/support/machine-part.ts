// Versions, and the machine: what is plugged in by its numbers, without what its owner calls it.
import { readdir, readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, release, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { MATCHER_VERSION } from '../../../models/index.ts';
import { asJson, type SupportPart } from './support-part.ts';

const MIB = 1024 * 1024;
const USB = '/sys/bus/usb/devices';
const DEVICES = /^(tty(USB|ACM|S)|hidraw|video|tpm|tpmrm)\d+$/;

export const versions: SupportPart = async () => {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const [, name = null] = /^PRETTY_NAME="?([^"\n]*)/m.exec(system) ?? [];
  return asJson({
    ridged: ridgedVersion(),
    node: process.version,
    matcher: MATCHER_VERSION,
    system: name,
    kernel: release(),
    arch: arch(),
  });
};

export const machine: SupportPart = async ({ config }) => {
  const disk = await statfs(config.data.dir).catch(() => null);
  return asJson({
    ...{ cores: availableParallelism(), memoryMiB: Math.round(totalmem() / MIB), uptimeS: Math.round(uptime()) },
    disk: disk && {
      freeMiB: Math.round((disk.bavail * disk.bsize) / MIB),
      totalMiB: Math.round((disk.blocks * disk.bsize) / MIB),
    },
    usb: await usbIds(),
    devices: (await readdir('/dev')).filter((name) => DEVICES.test(name)).sort(),
  });
};

/** vendor:product, as lsusb prints them; a telephone that is charged there would tell its owner's name and its number. */
async function usbIds(): Promise<readonly string[]> {
  const names = await readdir(USB).catch(() => []);
  const ids = names.map(async (name) => {
    const of = (what: string): Promise<string> => readFile(join(USB, name, what), 'utf8');
    return await Promise.all([of('idVendor'), of('idProduct')]).then(
      (words) => words.map((word) => word.trim()).join(':'),
      () => '',
    );
  });
  return (await Promise.all(ids)).filter(Boolean).sort();
}
