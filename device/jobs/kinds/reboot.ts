// The service, or the whole machine, begins anew: done once the next run, or the next boot, is there.
import { Deadline, KioskError, untilAborted } from '../../../protocol/index.ts';
import type { Machine } from '../../machine/index.ts';
import { failed, type JobKind, jobKind } from '../job-kind.ts';
import type { EndService } from '../service-end.ts';

export interface RebootParts {
  readonly machine: Pick<Machine, 'reboot'>;
  readonly endService: EndService;
}

/** systemd gives each service 90 s to stop (DefaultTimeoutStopSec, systemd-system.conf(5)). */
const LIMIT_MS = 120_000;

export const rebootKind = ({ machine, endService }: RebootParts): JobKind =>
  jobKind(
    'reboot',
    {
      ...{ needs: 'quiet', waitsForClock: true, isToldFirst: true },
      afterRestart: (order, { isSameBoot }) =>
        order.kind === 'reboot' && order.what === 'machine' && isSameBoot
          ? failed('interrupted', 'the service began anew, but the machine did not').standing
          : { state: 'done', answer: {} },
    },
    async ({ what }, { tell, signal }) => {
      tell('stopping');
      if (what === 'machine') await machine.reboot(signal);
      else endService('again');
      const late = (): Error => new KioskError('MACHINE_REFUSED', { what: 'reboot', why: 'nothing came of it' });
      using limit = new Deadline(signal, LIMIT_MS, late);
      return await untilAborted(limit.signal);
    },
  );
