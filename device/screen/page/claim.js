// Staff who are not known by a finger alone: a number typed on keys of our own, then a finger or the face. Nobody's number stays here.

import { ask, at, make } from './ask.js';

const WORDS = {
  th: {
    open: 'ใช้หมายเลขประจำตัว',
    close: 'ปิด',
    type: 'กรุณาพิมพ์หมายเลขประจำตัว หรือแตะบัตรที่เครื่องอ่าน',
    send: 'ตกลง',
    clear: 'ล้าง',
    remove: 'ลบหนึ่งตัว',
    face: 'ใช้ใบหน้า',
  },
  en: {
    open: 'Use my number',
    close: 'Close',
    type: 'Please type your number, or hold your card to the reader',
    send: 'OK',
    clear: 'Clear',
    remove: 'delete one',
    face: 'Use my face',
  },
};
const MOST_DIGITS = 20;
/** Whoever has gone away leaves no number behind. */
const FORGET_MS = 20_000;
/** An answer that was lost on its way to the page leaves nobody waiting. */
const FORGET_ASKED_MS = 3000;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'clear', '0', 'delete'];

let language = 'th';
let typed = '';
let isTyping = false;
/** The event that says how it can be shown who it is. */
let waiting;
/** The event that says that the fleet is asked. */
let asked;
/** What whoever is before the camera is told. */
let guide;
let isLooking = false;
let forgetTimer = 0;

export function closeClaim() {
  clearTimeout(forgetTimer);
  typed = '';
  isTyping = false;
  waiting = undefined;
  asked = undefined;
  guide = undefined;
  isLooking = false;
  draw();
}

const HANDLERS = {
  claim: (event) => {
    closeClaim();
    waiting = event;
  },
  'claim-over': closeClaim,
  // Whoever waits for the fleet; whatever comes of it ends the waiting.
  'claim-asked': (event) => {
    closeClaim();
    asked = event;
    forgetTimer = setTimeout(closeClaim, event.forMs + FORGET_ASKED_MS);
  },
  face: () => {
    isLooking = true;
    guide = undefined;
  },
  'face-guide': ({ guidance }) => {
    guide = guidance;
  },
  'face-challenge': ({ guidance }) => {
    guide = guidance;
  },
  // Whoever types is not disturbed by those who clock meanwhile.
  answer: () => isTyping || closeClaim(),
  touch: () => isTyping || closeClaim(),
  prove: ({ state }) => state === 'card-detected' && closeClaim(),
};

export function onClaimEvent(event) {
  const handle = HANDLERS[event.type];
  if (!handle) return;
  handle(event);
  draw();
}

export function speakClaim(next) {
  language = next;
  draw();
}

const guideNow = (words) => {
  if (guide) return guide[language];
  if (waiting) return waiting.message[language];
  if (asked) return asked.message[language];
  return isTyping ? words.type : '';
};

function draw() {
  const words = WORDS[language];
  const isOpen = isTyping || waiting !== undefined || asked !== undefined || isLooking;
  at('claim').hidden = !isOpen;
  at('answer').hidden = isOpen;
  at('claim-open').textContent = isOpen ? words.close : words.open;
  at('claim-guide').textContent = guideNow(words);
  at('claim-typed').textContent = typed;
  at('claim-typed').hidden = !isTyping;
  at('claim-keys').hidden = !isTyping;
  Object.assign(at('claim-send'), { hidden: !isTyping, disabled: typed === '', textContent: words.send });
  Object.assign(at('claim-face'), { hidden: isLooking || !waiting?.ways.includes('face'), textContent: words.face });
  for (const key of at('claim-keys').children) {
    if (key.dataset.key === 'clear') key.textContent = words.clear;
    if (key.dataset.key === 'delete') key.setAttribute('aria-label', words.remove);
  }
  drawCamera();
}

/** Only once there is something to be seen: before, the camera is still being opened. */
function drawCamera() {
  const isOn = isLooking && guide !== undefined;
  at('claim-camera').hidden = !isOn;
  if (isOn === at('claim-preview').hasAttribute('src')) return;
  if (isOn) at('claim-preview').src = `/screen/preview?at=${Math.round(performance.now())}`;
  else at('claim-preview').removeAttribute('src');
}

function press(key) {
  clearTimeout(forgetTimer);
  forgetTimer = setTimeout(closeClaim, FORGET_MS);
  if (key === 'clear') typed = '';
  else if (key === 'delete') typed = typed.slice(0, -1);
  else if (typed.length < MOST_DIGITS) typed += key;
  draw();
}

async function send() {
  const number = typed;
  closeClaim();
  // What is refused is told as an answer, by an event.
  await ask('POST', '/screen/claim', { number }).catch(closeClaim);
}

function openOrClose() {
  const wasOpen = !at('claim').hidden;
  if (waiting || asked || isLooking) void ask('POST', '/screen/claim/leave', {}).catch(() => undefined);
  closeClaim();
  isTyping = !wasOpen;
  if (isTyping) forgetTimer = setTimeout(closeClaim, FORGET_MS);
  draw();
}

export function startClaim() {
  const keys = KEYS.map((key) => {
    const button = make('button', { type: 'button', textContent: key === 'delete' ? '⌫' : key });
    button.dataset.key = key;
    button.addEventListener('click', () => press(key));
    return button;
  });
  at('claim-keys').replaceChildren(...keys);
  at('claim-open').addEventListener('click', openOrClose);
  at('claim-send').addEventListener('click', () => void send());
  at('claim-face').addEventListener('click', () => void ask('POST', '/screen/claim/face', {}).catch(() => undefined));
  draw();
}
