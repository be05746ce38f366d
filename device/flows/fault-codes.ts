// Which answer a person gets for which fault of ours.

import { type FaultCode, isFault, type OutcomeCode } from '../../protocol/index.ts';

const CODE_OF_FAULT: Partial<Record<FaultCode, OutcomeCode>> = {
  HAL_DISCONNECTED: 'sensor-lost',
  HAL_TIMEOUT: 'sensor-lost',
  STAGE_LATE: 'stage-late',
  STORE_FULL: 'storage-full',
  JOURNAL_FULL: 'storage-full',
  STORE_READ_ONLY: 'storage-fault',
  STORE_CORRUPT: 'storage-fault',
  STORE_BUSY: 'storage-fault',
  SEAL_BROKEN: 'storage-fault',
  JOURNAL_BROKEN: 'storage-fault',
};

/** @throws what is not a fault: a bug is not an answer. */
export function codeOfFault(fault: unknown): OutcomeCode {
  if (!isFault(fault)) throw fault;
  return CODE_OF_FAULT[fault.code] ?? 'device-fault';
}
