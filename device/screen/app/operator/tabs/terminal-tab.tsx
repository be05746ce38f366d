// How the terminal is: network, time, storage, devices, versions.
import type { VNode } from 'preact';
import type { TerminalFacts } from '../../../../../protocol/index.ts';
import { useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { Facts } from './facts.tsx';
import { gibText, spanText, timeText } from './figures.ts';
import { useFacts } from './use-facts.ts';

export function TerminalTab(): VNode {
  const { answer, refusal } = useFacts<TerminalFacts>('/operator/terminal');
  return (
    <>
      <RefusalLine refusal={refusal} />
      {answer && <AllFacts facts={answer} />}
    </>
  );
}

function AllFacts({ facts }: { readonly facts: TerminalFacts }): VNode {
  const { words, language } = useOnPage();
  const { terminal: said } = words;
  const { network, time, storage, devices, versions, uptimeMs } = facts;
  return (
    <div class="columns">
      <section>
        <h2>{said.network}</h2>
        <Facts
          of={[
            [said.fleet, network.fleet],
            [said.broker, network.broker ?? said.none],
            [said.addresses, network.addresses.join(', ') || said.none],
          ]}
        />
        <h2>{said.time}</h2>
        <Facts
          of={[
            [said.time, timeText(time.utcMs, language, time.timeZone)],
            [said.zone, time.timeZone],
            [said.clock, time.state],
            [said.uptime, spanText(uptimeMs)],
          ]}
        />
        <h2>{said.storage}</h2>
        <Facts
          of={[
            [said.storage, said.free(gibText(storage.freeBytes), gibText(storage.totalBytes))],
            [said.people, String(storage.people)],
            [said.templates, String(storage.templates)],
            [said.entries, `${storage.entries}: ${said.waiting(storage.unacknowledged, storage.capacity)}`],
          ]}
        />
        {storage.fillingPercent !== null && (
          <p class="refusal" role="alert">
            {said.filling(storage.fillingPercent)}
          </p>
        )}
      </section>
      <section>
        <h2>{said.devices}</h2>
        <Facts of={Object.entries(devices)} />
        <h2>{said.versions}</h2>
        <Facts of={Object.entries(versions)} />
      </section>
    </div>
  );
}
