// A release that would fill a disk is not fetched.
import { join } from 'node:path';
import t from 'tap';
import { type Disk, mustHaveRoom } from './room.ts';

const MIB = 1024 * 1024;
const looking = (disks: Readonly<Record<string, Disk>>) => async (folder: string) =>
  disks[folder] ?? { id: 0, freeBytes: 0 };

t.test('what two folders of one disk need is needed together, and something is left over', async (t) => {
  const needs = [
    { folder: 'data', bytes: 100 * MIB },
    { folder: 'releases', bytes: 300 * MIB },
  ];
  const oneOf = (freeMiB: number) => {
    const disk = { id: 7, freeBytes: freeMiB * MIB };
    return looking({ data: disk, releases: disk });
  };
  await mustHaveRoom(needs, oneOf(464));
  await t.rejects(mustHaveRoom(needs, oneOf(463)), {
    code: 'UPDATE_REFUSED',
    context: { why: '463 MiB of the disk are free, and it needs 464' },
  });
  const two = looking({ data: { id: 1, freeBytes: 164 * MIB }, releases: { id: 2, freeBytes: 364 * MIB } });
  await mustHaveRoom(needs, two);
});

t.test('a folder that is not there yet is as large as what it will lie in', async (t) => {
  const folder = t.testdir({});
  await mustHaveRoom([{ folder: join(folder, 'not', 'yet'), bytes: 1 }]);
  await t.rejects(mustHaveRoom([{ folder: join(folder, 'not', 'yet'), bytes: 2 ** 50 }]), { code: 'UPDATE_REFUSED' });
});
