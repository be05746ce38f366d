// A list of facts, each by its name.
import type { VNode } from 'preact';

export const Facts = ({ of }: { readonly of: readonly (readonly [string, string])[] }): VNode => (
  <dl class="facts">
    {of.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
