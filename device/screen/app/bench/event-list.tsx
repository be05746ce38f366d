// What happened, as the service told it; names are left out.
import type { VNode } from 'preact';
import type { Told } from './bench-hooks.ts';

const LEFT_OUT = new Set(['type', 'nameTh', 'nameEn', 'message', 'text', 'purposes']);

const shown = (event: Told['event']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(event).filter(([name]) => !LEFT_OUT.has(name))));

export const EventList = ({ told }: { readonly told: readonly Told[] }): VNode => (
  <section>
    <h2>Events</h2>
    <ol class="events">
      {told.map(({ number, event }) => (
        <li key={number} value={number}>
          {event.type} {shown(event)}
        </li>
      ))}
    </ol>
  </section>
);
