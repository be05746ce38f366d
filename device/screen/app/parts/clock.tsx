// The time and the date where the terminal stands, in Thai by the Buddhist era.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../../../../protocol/index.ts';
import { useOnScreen } from '../screen-context.ts';
import { toOperatorPage, useLongTouch } from './operator-way.ts';

const TICK_MS = 1000;
const LOCALES = { th: 'th-TH-u-ca-buddhist', en: 'en-GB' } as const;

const DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const;

/** As `31 ธันวาคม 2569`. */
export const dayIn = (language: Language, utcMs: number, timeZone = 'Asia/Bangkok'): string =>
  new Date(utcMs).toLocaleDateString(LOCALES[language], { timeZone, ...DAY });

export function Clock(): VNode {
  const { state, language } = useOnScreen();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  const zone = { timeZone: state.about?.timeZone ?? 'Asia/Bangkok' };
  return (
    <div class="clock" {...useLongTouch(toOperatorPage)}>
      <time>{now.toLocaleTimeString('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' })}</time>
      <span class="date">{now.toLocaleDateString(LOCALES[language], { ...zone, ...DAY, weekday: 'long' })}</span>
    </div>
  );
}
