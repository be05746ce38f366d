// The bench's part of a citizen: which card lies in the reader, who stands before the camera, what they agree to and do.

import { ask, at, make, option } from './ask.js';

const NOBODY = 'nobody';

let cards = [];

/** Whether this bench has a card reader and a camera. */
export async function offerCitizens() {
  const offered = await ask('GET', '/bench/citizens').catch(() => undefined);
  at('citizens').hidden = !offered;
  if (!offered) return;
  cards = offered.cards;
  at('card').replaceChildren(...cards.map(({ what }, index) => option(index, what)));
  at('face').replaceChildren(...[...offered.people, NOBODY].map((name) => option(name, name)));
  at('manner').replaceChildren(...offered.manners.map((manner) => option(manner, manner)));
  at('consents').replaceChildren(
    ...offered.purposes.map(({ id, necessary, text }) => {
      const box = make('input', { type: 'checkbox', value: id, checked: necessary });
      return make('label', { title: text.en }, box, id);
    }),
  );
}

/** By hand, somebody must still do what is asked; `POST /bench/prove` sees to that itself. */
export function onCitizenEvent({ type }) {
  if (type === 'prove-challenge' && !at('citizens').hidden && at('obeys').checked)
    ask('POST', '/bench/challenge', {}).catch(() => undefined);
}

const agreed = () => [...at('consents').querySelectorAll('input:checked')].map(({ value }) => value);

function stand() {
  const person = at('face').value;
  if (person === NOBODY) return ask('DELETE', '/bench/face');
  return ask('POST', '/bench/face', { person, as: at('manner').value });
}

/** @param act what a button does, with its faults told @param onProved the answer of a whole visit */
export function startCitizens(act, onProved) {
  act('card-in', () => ask('POST', '/bench/card', { card: cards[at('card').value].card }));
  act('card-out', () => ask('DELETE', '/bench/card'));
  act('stand', stand);
  act('prove-whole', async () => {
    const challenge = at('obeys').checked ? 'perform' : 'ignore';
    onProved(await ask('POST', '/bench/prove', { consent: agreed(), challenge }));
  });
}
