// Waits until an operator has touched their security key, at a page that is there for that alone.
import type { RegistrationParts } from '../../operators/registration/registration.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';

const LIMIT_MS = 300_000;

const OPEN_IT =
  'เปิดที่อยู่นี้ในเบราว์เซอร์ของเครื่องนี้ แล้วแตะกุญแจ / open this address in a browser of this machine, and touch the key';
const NOT_KEPT = 'ไม่ได้บันทึกอะไร / nothing is kept';

/** @returns false where nobody has touched one in time @throws what keeping it throws; when aborted, the signal's reason */
export async function registerKey(
  { register }: OpenFleet,
  { who, keep }: Pick<RegistrationParts, 'who' | 'keep'>,
  io: CommandIo,
): Promise<boolean> {
  io.signal.throwIfAborted();
  // Nobody else needs what it takes to check a key.
  const { openKeyPage } = await import('../../operators/registration/key-page.ts');
  const keys = (await register.operators.all()).flatMap((operator) => operator.keys);
  const known = keys.flatMap((key) => (key.kind === 'security-key' ? [key.id] : []));
  await using page = await openKeyPage({ who, known, keep });
  const say = sayTo(io);
  say(`${OPEN_IT}: ${page.url}`);
  try {
    await keptInTime(page.kept, io);
  } catch (reason) {
    if (await page.close()) return true;
    if (io.signal.aborted) say(NOT_KEPT);
    throw reason;
  }
  const isKept = await page.close();
  if (!isKept) say(`หมดเวลา 5 นาที / nobody has touched a key within 5 minutes: ${NOT_KEPT}`);
  return isKept;
}

/** Resolves too where the time is over. */
async function keptInTime(kept: Promise<void>, { clock, signal }: CommandIo): Promise<void> {
  const over = new AbortController();
  const follow = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  const timeIsUp = clock.sleep(LIMIT_MS, over.signal);
  try {
    await Promise.race([kept, timeIsUp]);
  } finally {
    signal.removeEventListener('abort', follow);
    over.abort();
    await timeIsUp.catch(() => undefined);
  }
}
