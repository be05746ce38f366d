// The figures of a terminal as people read them.
import { type Availability, ENROLLED_BY, type Rate, type SeriesFigures } from '../../../protocol/index.ts';
import type { DeviceReport } from './biometrics.ts';

const HOUR_MS = 3_600_000;
const percent = (fraction: number): string => `${Number((100 * fraction).toFixed(3))} %`;

export function textOf(report: DeviceReport): string {
  const { from, to, intact, series, withoutBiometrics, unreadable, enrolments, faults, lockouts, availability } =
    report;
  const codes = Object.entries(faults).map(([code, count]) => `${code} ${count}`);
  return [
    `${from} to ${to}${intact ? '' : '; the journal is NOT intact (ridged journal verify)'}`,
    ...(series.length === 0 ? ['nobody presented anything'] : series.map(seriesText)),
    `${withoutBiometrics} visits by a card or a number alone, ${unreadable} that cannot be understood, ${enrolments} enrolments, ${lockouts} pauses after too many attempts`,
    `failure to enrol: ${ENROLLED_BY.map((by) => `${by} ${rateText(report.failureToEnrol[by])}`).join('; ')}`,
    `faults: ${codes.length === 0 ? 'none' : codes.join(', ')}`,
    `available ${availableText(availability.terminal)}; fingerprint sensor ${availableText(availability.devices.sensor)}`,
    'accuracy, FAR, FRR, BPCER and APCER need people who say what was true: ridgectl label, ridgectl report biometrics',
  ].join('\n');
}

function seriesText({ series, attempts, transactions, failureToAcquire, attacksRefused }: SeriesFigures): string {
  const counts = Object.entries(attempts).filter(([, count]) => count > 0);
  return [
    `${series}: ${counts.map(([decision, count]) => `${decision} ${count}`).join(', ')}`,
    `transactions ${transactions.accepted} accepted, ${transactions.refused} refused, ${transactions.open} open`,
    `failure to acquire ${rateText(failureToAcquire)}`,
    `refused as attacks ${rateText(attacksRefused)}`,
  ].join('; ');
}

const rateText = ({ rate, count, of, why }: Rate): string =>
  rate === null ? `n/a (${why})` : `${percent(rate)} (${count} of ${of})`;

const availableText = ({ rate, totalMs, downMs, unknownMs }: Availability): string =>
  rate === null
    ? 'not known'
    : `${percent(rate)} (down ${(downMs / HOUR_MS).toFixed(1)} h of ${(totalMs / HOUR_MS).toFixed(1)} h, not known ${(unknownMs / HOUR_MS).toFixed(1)} h)`;
