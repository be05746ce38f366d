// A citizen: which card lies in the reader, who stands before the camera, what they agree to and do.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ServicePurpose } from '../../../../protocol/index.ts';
import { ask, post } from '../ask.ts';
import { type Act, type Told, useOffer } from './bench-hooks.ts';
import { Choice } from './choice.tsx';
import { StageList } from './timeline.tsx';

interface Offer {
  readonly people: readonly string[];
  readonly cards: readonly { readonly what: string; readonly card: unknown }[];
  readonly manners: readonly string[];
  readonly purposes: readonly ServicePurpose[];
}

const NOBODY = 'nobody';

interface CitizensProps {
  readonly act: Act;
  readonly told: Told | undefined;
}

export function Citizens({ act, told }: CitizensProps): VNode | null {
  const offer = useOffer<Offer>('/bench/citizens');
  const [card, setCard] = useState(0);
  const [person, setPerson] = useState('');
  const [manner, setManner] = useState('');
  const [obeys, setObeys] = useState(true);
  // By hand, somebody must still do what is asked; POST /bench/prove sees to that itself.
  useEffect(() => {
    if (told?.event.type === 'prove-challenge' && obeys) post('/bench/challenge');
  }, [told, obeys]);
  if (!offer) return null;
  const { people, cards, manners } = offer;
  const who = person || (people[0] ?? NOBODY);
  const as = manner || manners[0];
  const stand = () => (who === NOBODY ? ask('DELETE', '/bench/face') : ask('POST', '/bench/face', { person: who, as }));
  return (
    <section>
      <h2>
        A citizen <small>invented people; every attack is simulated</small>
      </h2>
      <div class="row">
        <Choice
          label="Card"
          options={cards.map(({ what }, at) => [String(at), what])}
          onChoose={(at) => setCard(Number(at))}
        />
        <button type="button" id="card-in" onClick={act(() => ask('POST', '/bench/card', { card: cards[card]?.card }))}>
          Insert the card
        </button>
        <button type="button" id="card-out" onClick={act(() => ask('DELETE', '/bench/card'))}>
          Pull it
        </button>
      </div>
      <div class="row">
        <Choice label="Before the camera" options={[...people, NOBODY].map((it) => [it, it])} onChoose={setPerson} />
        <Choice label="as" options={manners.map((it) => [it, it])} onChoose={setManner} />
        <button type="button" id="stand" onClick={act(stand)}>
          Stand there
        </button>
      </div>
      <WholeVisit {...{ act, obeys, setObeys }} purposes={offer.purposes} />
    </section>
  );
}

/** As POST /bench/prove answers. */
interface Proved {
  readonly outcome: string;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly stages: Readonly<Record<string, number>>;
}

interface WholeVisitProps {
  readonly act: Act;
  readonly purposes: readonly ServicePurpose[];
  readonly obeys: boolean;
  setObeys(obeys: boolean): void;
}

function WholeVisit({ act, purposes, obeys, setObeys }: WholeVisitProps): VNode {
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const agrees = ({ id, necessary }: ServicePurpose): boolean => necessary !== refused.has(id);
  const flip = (id: string): void => {
    const next = new Set(refused);
    if (!next.delete(id)) next.add(id);
    setRefused(next);
  };
  const [proved, setProved] = useState<Proved>();
  const prove = async (): Promise<void> => {
    setProved(undefined);
    const consent = purposes.filter(agrees).map(({ id }) => id);
    setProved(await ask<Proved>('POST', '/bench/prove', { consent, challenge: obeys ? 'perform' : 'ignore' }));
  };
  return (
    <>
      <div class="row">
        {purposes.map((purpose) => (
          <label key={purpose.id} class="tick" title={purpose.text.en}>
            <input type="checkbox" checked={agrees(purpose)} onChange={() => flip(purpose.id)} />
            {purpose.id}
          </label>
        ))}
        <label class="tick">
          <input id="obeys" type="checkbox" checked={obeys} onChange={() => setObeys(!obeys)} />
          does what is asked
        </label>
        <button type="button" id="prove-whole" onClick={act(prove)}>
          Whole visit, with these consents
        </button>
      </div>
      {proved && (
        <>
          <p>{[proved.outcome, proved.reason, proved.reference].filter(Boolean).join(' · ')}</p>
          <StageList stages={Object.entries(proved.stages).map(([stage, ms]) => ({ stage, ms }))} />
        </>
      )}
    </>
  );
}
