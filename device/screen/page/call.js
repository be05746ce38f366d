// Somebody is called by name to be enrolled, and begins by a button; everybody else clocks meanwhile.

import { ask, at } from './ask.js';

const BEGIN = { th: 'เริ่มลงทะเบียนลายนิ้วมือ', en: 'Enrol my fingers now' };

let language = 'th';
/** What stands there; null while nobody is called. */
let called = null;

function draw() {
  at('call').hidden = called === null;
  at('call-what').textContent = called ? called[language] : '';
  at('call-begin').textContent = BEGIN[language];
}

export function onCallEvent({ type, message }) {
  if (type !== 'enrol-call' && type !== 'enrol-call-over') return;
  called = type === 'enrol-call' ? message : null;
  draw();
}

export function speakCall(next) {
  language = next;
  draw();
}

export function startCall() {
  at('call-begin').addEventListener('click', () => void ask('POST', '/screen/enrol/begin', {}).catch(() => undefined));
  draw();
}
