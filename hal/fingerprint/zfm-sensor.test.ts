// The ZFM driver in one process with a virtual module: conformance, and what only a serial line has.
import t from 'tap';
import { Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import { pattern, sensorConformance } from '../conformance/sensor-conformance.ts';
import { openVirtualModule } from '../virtual/open-virtual-module.ts';
import type { VirtualModuleOptions } from '../virtual/virtual-zfm-module.ts';

const bench = async (options: VirtualModuleOptions) =>
  await openVirtualModule(
    { paced: false, ...options, bus: { kind: 'in-process' } },
    { clock: systemClock, random: () => 0.37 },
  );
const limit = (): Deadline =>
  new Deadline(new AbortController().signal, 20_000, () => new KioskError('STAGE_LATE', {}));

t.test('conformance, in one process', async (t) => sensorConformance(t, { bench }));
