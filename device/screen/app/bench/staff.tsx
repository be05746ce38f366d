// Staff: who they are, which finger, which of its impressions, and which way they go.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { type Act, useOffer } from './bench-hooks.ts';
import { Choice } from './choice.tsx';

interface DemoPerson {
  readonly hrCode: string;
  readonly nameTh: string;
  readonly nameEn: string;
  readonly fingers: Readonly<Record<string, readonly { readonly path: string; readonly note?: string }[]>>;
}

export function Staff({ act }: { readonly act: Act }): VNode {
  const people = useOffer<{ people: readonly DemoPerson[] }>('/bench/people')?.people ?? [];
  const [code, setCode] = useState('');
  const [finger, setFinger] = useState('');
  const [image, setImage] = useState('');
  const person = people.find(({ hrCode }) => hrCode === code) ?? people[0];
  const fingers = Object.keys(person?.fingers ?? {});
  const shownFinger = fingers.includes(finger) ? finger : (fingers[0] ?? '');
  const impressions = person?.fingers[shownFinger] ?? [];
  const path = (impressions.find((impression) => impression.path === image) ?? impressions[0])?.path ?? '';
  return (
    <section>
      <h2>Staff</h2>
      <div class="row">
        <Choice
          label="Person"
          value={person?.hrCode ?? ''}
          options={people.map(({ hrCode, nameTh, nameEn }) => [hrCode, `${hrCode} ${nameTh} ${nameEn}`])}
          onChoose={setCode}
        />
        <Choice label="Finger" value={shownFinger} options={fingers.map((name) => [name, name])} onChoose={setFinger} />
        <Choice
          label="Impression"
          value={path}
          options={impressions.map((impression, at) => [impression.path, impression.note ?? String(at + 1)])}
          onChoose={setImage}
        />
        <button type="button" id="touch" onClick={act(() => ask('POST', '/bench/finger', { image: path, dpi: 500 }))}>
          Place the finger
        </button>
      </div>
      <div class="row">
        {(['in', 'out'] as const).map((key) => (
          <button key={key} type="button" onClick={act(() => ask('POST', '/bench/key', { key }))}>
            Press {key.toUpperCase()}
          </button>
        ))}
        <button
          type="button"
          onClick={act(() => ask('POST', '/bench/claim', { number: person?.hrCode ?? '' }))}
          disabled={!person}
        >
          Type their number
        </button>
        <button type="button" onClick={act(() => ask('POST', '/bench/claim/face', { challenge: 'perform' }))}>
          Show the face
        </button>
        <button type="button" onClick={act(() => ask('DELETE', '/bench/lockout'))}>
          End a lock-out
        </button>
      </div>
    </section>
  );
}
