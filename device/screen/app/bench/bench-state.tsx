// Where the terminal stands: people, journal, fleet, devices.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import type { About } from '../state/happening.ts';
import { useOffer } from './bench-hooks.ts';

interface Standing {
  readonly ready: boolean;
  readonly people: number;
  readonly templates: number;
  readonly journal: { readonly lastSeq: number; readonly unacknowledged: number };
  readonly fleet: { readonly lastSeq: number; readonly entries: number };
  readonly devices: Readonly<Record<string, string>>;
}

const EVERY_MS = 2000;

export function BenchState(): VNode {
  const [standing, setStanding] = useState<Standing>();
  const prove = useOffer<About>('/screen/about')?.prove;
  useEffect(() => {
    const look = (): void => void ask<Standing>('GET', '/bench/state').then(setStanding, () => setStanding(undefined));
    look();
    const looking = setInterval(look, EVERY_MS);
    return () => clearInterval(looking);
  }, []);
  return (
    <section>
      <h2>State</h2>
      <dl class="state">
        {Object.entries({ ...rowsOf(standing), 'people are proved': provedHere(prove) }).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const provedHere = (prove: About['prove'] | undefined): string =>
  prove?.here ? 'here' : `not here: ${prove?.why ?? 'not known yet'}`;

function rowsOf(standing: Standing | undefined): Readonly<Record<string, string>> {
  if (!standing) return { service: 'does not answer' };
  const { ready, people, templates, journal, fleet, devices } = standing;
  return {
    ready: ready ? 'yes' : 'no',
    people: `${people} with ${templates} templates`,
    journal: `last ${journal.lastSeq}, not yet acknowledged ${journal.unacknowledged}`,
    fleet: `last ${fleet.lastSeq}, entries ${fleet.entries}`,
    ...devices,
  };
}
