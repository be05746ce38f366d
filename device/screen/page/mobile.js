// The person's telephone, typed on keys of our own: no browser keeps it, guesses it or spells it. It stands here alone, until it is sent or the visit ends.

import { at } from './ask.js';

const DIGITS = { number: { least: 9, most: 15 }, code: { least: 4, most: 8 } };
const SHOWN_OF_NUMBER = 3;

/** The event that asks; undefined: no telephone is asked for. */
let question;
let typed = '';
/** The last digits of the number that was sent: enough to see whether it was the right one. */
let sentTo = '';
/** Another number is typed while a code is asked for. */
let wantsOther = false;
let isSent = false;

const asks = () => (wantsOther ? 'number' : question?.asks);

/** What was typed is never needed twice. */
export function askMobile(event) {
  if (event.asks === 'nothing' && asks() === 'number' && typed) sentTo = typed.slice(-SHOWN_OF_NUMBER);
  question = event;
  typed = '';
  wantsOther = false;
  isSent = false;
}

export function forgetMobile() {
  question = undefined;
  typed = '';
  sentTo = '';
  wantsOther = false;
  isSent = false;
}

// ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────────

/** A number is checked by its owner; a code is read by nobody behind them. */
const shown = () =>
  asks() === 'code'
    ? '●'.repeat(typed.length)
    : [typed.slice(0, 3), typed.slice(3, 6), typed.slice(6)].filter(Boolean).join('-');

export function drawMobile(words) {
  at('prove-mobile').hidden = !question;
  at('mobile-typed').textContent = shown();
  if (!question) return;
  const { complaint, triesLeft, mayResend } = question;
  const isAsked = asks() !== 'nothing';
  const isBusy = !isAsked || isSent;
  at('mobile-hint').textContent = asks() === 'code' ? words.code(sentTo) : words[asks()];
  at('mobile-complaint').textContent = complaint && isAsked ? words[complaint](triesLeft, mayResend) : '';
  for (const key of at('mobile-keys').children) key.disabled = isBusy;
  at('mobile-clear').textContent = words.clear;
  at('mobile-delete').setAttribute('aria-label', words.remove);
  drawWay('mobile-send', asks() === 'code' ? words.confirm : words.send, {
    hidden: !isAsked,
    isBusy: isBusy || !isWhole(),
  });
  const isSecond = question.asks === 'code' && mayResend;
  drawWay('mobile-resend', words.resend, { hidden: !isSecond || wantsOther, isBusy });
  drawWay('mobile-other', wantsOther ? words.back : words.other, { hidden: !isSecond, isBusy });
  drawWay('mobile-skip', words.skip, { hidden: !isAsked, isBusy });
}

const drawWay = (id, textContent, { hidden, isBusy }) =>
  Object.assign(at(id), { textContent, hidden, disabled: isBusy });

const isWhole = () => typed.length >= (DIGITS[asks()]?.least ?? Number.POSITIVE_INFINITY);

// ── what the person does ────────────────────────────────────────────────────────────────────────────────────────────

const KEYS = { clear: () => '', delete: () => typed.slice(0, -1) };

function press({ digit, does }) {
  const next = KEYS[does]?.() ?? typed + digit;
  if (next.length <= DIGITS[asks()].most) typed = next;
}

const answerOf = {
  number: () => ({ act: 'number', mobile: typed }),
  code: () => ({ act: 'code', code: typed }),
};

/** @param say sends an answer, and resolves with whether it was taken @param draw draws everything anew */
export function startMobile(say, draw) {
  const send = async (answer, button) => {
    if (isSent) return;
    isSent = true;
    draw();
    if (await say('mobile', answer, button)) return;
    isSent = false;
    draw();
  };
  at('mobile-keys').addEventListener('click', ({ target }) => {
    const key = target.closest('button');
    if (!key || key.disabled) return;
    press(key.dataset);
    draw();
  });
  at('mobile-send').addEventListener('click', ({ target }) => send(answerOf[asks()](), target));
  at('mobile-resend').addEventListener('click', ({ target }) => send({ act: 'resend' }, target));
  at('mobile-skip').addEventListener('click', ({ target }) => send({ act: 'skip' }, target));
  at('mobile-other').addEventListener('click', () => {
    wantsOther = !wantsOther;
    typed = '';
    draw();
  });
}
