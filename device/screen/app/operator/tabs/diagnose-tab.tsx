// Why can they not scan? The verdict first, then what it rests on, then a finger to try.
import type { VNode } from 'preact';
import type { DiagnosisReport, Language } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { CodeForm } from '../code-form.tsx';
import { fingerName } from '../enrol/hands.tsx';
import { sayIn, useOnPage } from '../page-context.ts';
import { useAsking } from '../use-asking.ts';
import { Facts } from './facts.tsx';
import { timeText } from './figures.ts';
import { TryFinger } from './try-finger.tsx';

export function DiagnoseTab(): VNode {
  const { words } = useOnPage();
  const asking = useAsking<DiagnosisReport>();
  const diagnose = (code: string): void =>
    void asking.ask(() => ask<DiagnosisReport>('POST', '/operator/diagnosis', { code }));
  const whose = asking.answer?.person.code;
  return (
    <CodeForm label={words.diagnose.ask} asking={asking} onAsk={diagnose}>
      {asking.answer && <Report report={asking.answer} />}
      <TryFinger key={whose} code={whose} />
    </CodeForm>
  );
}

/** Nothing is to be mended: all is ready, whether or not somebody has tried. */
const GOOD: ReadonlySet<string> = new Set(['works', 'not-tried']);

function Report({ report }: { readonly report: DiagnosisReport }): VNode {
  const { words, language } = useOnPage();
  const { person, verdict, facts } = report;
  const { diagnose: said } = words;
  const name = (language === 'th' ? person.nameTh : person.nameEn) || person.nameTh || person.nameEn;
  const fingers = facts.fingers.map(
    ({ finger, quality }) => `${fingerName(words.fingers, finger)} (${quality.join(', ')})`,
  );
  return (
    <>
      <p>
        <b>{name}</b>
      </p>
      <p class="result" data-good={GOOD.has(verdict.code)} role="status">
        {sayIn(language, verdict)}
      </p>
      <Facts
        of={[
          [said.because, verdict.because || said.none],
          [said.right, facts.right === null ? said.mayCome : meaning(report, facts.right, language)],
          [said.usable, facts.usable ? said.yes : said.no],
          [said.fingers, fingers.join('; ') || said.none],
          [said.sensor, facts.sensor.detail],
          [said.attacks, String(facts.attacksSuspected)],
          ...(facts.retryAfterMs === null
            ? []
            : ([[said.paused, said.pause(Math.ceil(facts.retryAfterMs / 1000))]] as const)),
        ]}
      />
      <h3>{said.attempts}</h3>
      <Attempts report={report} />
    </>
  );
}

/** A code in words, where the terminal has words for it. */
function meaning({ words }: DiagnosisReport, code: string, language: Language): string {
  const message = words[code];
  return message ? message[language] : code;
}

function Attempts({ report }: { readonly report: DiagnosisReport }): VNode {
  const { words, language, about } = useOnPage();
  const { facts } = report;
  if (facts.lastAttempts.length === 0) return <p>{words.diagnose.none}</p>;
  return (
    <ul class="attempts">
      {facts.lastAttempts.map(({ atMs, whose, outcome, reason, quality, score, threshold }) => (
        <li key={atMs} data-good={outcome === 'accepted'}>
          <time>{timeText(atMs, language, about.timeZone)}</time>
          <span>{whose === 'person' ? words.diagnose.theirs : words.diagnose.unknown}</span>
          <span>{reason === null ? words.diagnose.outcomes[outcome] : meaning(report, reason, language)}</span>
          <span>
            {quality === null ? '' : `${words.enrol.quality} ${Math.round(quality)}`}
            {score === null || threshold === null
              ? ''
              : `, ${words.diagnose.score(Math.round(score), Math.round(threshold))}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
