// A machine that QEMU makes, whose power this process cuts: what it had not written through to its disk is gone.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface GuestOptions {
  /** Holds `vmlinuz` and `initrd`, as guest-kernel.sh leaves them. */
  readonly kernelDir: string;
  /** An image with ext4 on it: all that the guest writes. */
  readonly image: string;
  /** Of the guest, which reads the files of this machine. */
  readonly program: string;
  readonly boot: number;
}

const MEMORY_MIB = 1024;

export class Guest implements AsyncDisposable {
  readonly #qemu: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<unknown>;

  /** Without hardware help: the same everywhere, and five to ten times slower. */
  constructor({ kernelDir, image, program, boot }: GuestOptions) {
    const told = `RIDGED_NODE=${process.execPath} RIDGED_PROGRAM=${program} RIDGED_BOOT=${boot}`;
    this.#qemu = spawn(
      'qemu-system-x86_64',
      [
        ...['-machine', 'q35,accel=tcg', '-cpu', 'max', '-smp', '2', '-m', `${MEMORY_MIB}`],
        ...['-nodefaults', '-no-reboot', '-nographic', '-serial', 'stdio'],
        ...['-kernel', join(kernelDir, 'vmlinuz'), '-initrd', join(kernelDir, 'initrd')],
        ...['-append', `console=ttyS0 quiet panic=-1 ${told}`],
        ...['-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap'],
        ...['-device', 'virtio-9p-pci,fsdev=host,mount_tag=host', '-device', 'virtio-rng-pci'],
        ...['-drive', `file=${image},if=virtio,format=raw,cache=writeback`],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#ended = once(this.#qemu, 'close');
  }

  /** Of its serial line, until it is cut off. */
  lines(): AsyncIterable<string> {
    return createInterface({ input: this.#qemu.stdout });
  }

  /** At once, in whatever it is doing. */
  async cut(): Promise<void> {
    if (this.#qemu.exitCode === null && this.#qemu.signalCode === null) this.#qemu.kill('SIGKILL');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}
