// The journal, the newest first, a page at a time. Nobody is named in it.
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { JournalLine } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { useAsking } from '../use-asking.ts';
import { timeText } from './figures.ts';

interface Page {
  readonly lines: readonly JournalLine[];
}

export function JournalTab(): VNode {
  const { words } = useOnPage();
  const asking = useAsking<Page>();
  const look = (before?: number): void => {
    const query = before === undefined ? '' : `?before=${before}`;
    void asking.ask(() => ask<Page>('GET', `/operator/journal${query}`));
  };
  useEffect(() => look(), []);
  const lines = asking.answer?.lines ?? [];
  const oldest = lines.at(-1)?.seq ?? 1;
  return (
    <>
      <p>{words.journal.note}</p>
      <RefusalLine refusal={asking.refusal} />
      <Lines lines={lines} />
      <div class="row">
        <button type="button" disabled={asking.isBusy} onClick={() => look()}>
          {words.journal.newest}
        </button>
        <button type="button" disabled={asking.isBusy || oldest <= 1} onClick={() => look(oldest)}>
          {words.journal.older}
        </button>
      </div>
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly JournalLine[] }): VNode {
  const { words, language, about } = useOnPage();
  return (
    <table class="journal">
      <thead>
        <tr>
          <th>{words.journal.seq}</th>
          <th>{words.journal.time}</th>
          <th>{words.journal.what}</th>
          <th>{words.journal.facts}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.seq} data-class={line.class ?? undefined}>
            <td>
              {line.seq} <small>{line.isAcknowledged ? words.journal.sent : words.journal.waiting}</small>
            </td>
            <td>
              {timeText(line.utcMs, language, about.timeZone)} <small>{words.journal.clock[line.clockState]}</small>
            </td>
            <td>
              {line.what[language]} <small>{line.event}</small>
            </td>
            <td>
              {line.says[language]} <small>{line.facts.map(([name, value]) => `${name}: ${value}`).join(', ')}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
