// The terminal's screen and, where the devices are virtual, the bench beside it. Keeps nothing beyond one answer.

import { ask, at, option } from './ask.js';
import { onCallEvent, speakCall, startCall } from './call.js';
import { offerCitizens, onCitizenEvent, startCitizens } from './citizen.js';
import { closeClaim, onClaimEvent, speakClaim, startClaim } from './claim.js';
import { forgetVisit, onProveEvent, speakProve, startProve } from './prove.js';

const SHOW_ANSWER_MS = 2500;
const SHOW_ENROLMENT_MS = 6000;
const SHOW_HELP_MS = 20_000;
const MOST_EVENTS = 60;
const WHOLE_VISIT_MS = 3000;

const WORDS = {
  th: {
    place: 'กรุณาวางนิ้วบนเครื่องอ่าน',
    placeOrCard: 'กรุณาวางนิ้วบนเครื่องอ่าน หรือเสียบบัตรประชาชนเพื่อพิสูจน์ตัวตน',
    online: 'เชื่อมต่อแล้ว',
    offline: 'ออฟไลน์ เก็บข้อมูลไว้แล้ว',
    gone: 'เครื่องกำลังเริ่มใหม่ กรุณารอสักครู่',
    in: 'เข้า',
    out: 'ออก',
    other: 'EN',
  },
  en: {
    place: 'Please place your finger on the sensor',
    placeOrCard: 'Please place your finger on the sensor, or insert your ID card to prove who you are',
    online: 'online',
    offline: 'offline, entries are kept',
    gone: 'The terminal is starting again, please wait',
    in: 'In',
    out: 'Out',
    other: 'ไทย',
  },
};

let language = 'th';
let timeZone = 'Asia/Bangkok';
let isNew = true;
let clearTimer = 0;
let keyTimer = 0;
let fleetState = 'offline';
/** Whether people are proved here; where not, why not. */
let prove = { here: false, why: null };
/** Why nobody is served; null: people are. */
let closed = null;
/** Draws what stands on the screen again, in the language of the moment. */
let draw = showIdle;
/** Why the last touch of an enrolment was not taken; stays beside the next prompt. */
let complaint;
/** Whether what stands there goes as soon as the terminal waits for a finger again. */
let isPrompt = false;

const words = () => WORDS[language];

function setLight(light) {
  at('terminal').dataset.light = light;
}

function showIdle() {
  draw = showIdle;
  isPrompt = false;
  complaint = undefined;
  clearTimeout(clearTimer);
  setLight('off');
  at('name').textContent = '';
  const place = prove.here ? words().placeOrCard : words().place;
  at('what').textContent = closed ? closed[language] : place;
  at('todo').textContent = closed ? closed[language === 'th' ? 'doTh' : 'doEn'] : '';
  at('answer').dataset.idle = 'true';
}

function close(message) {
  closed = message;
  at('terminal').dataset.closed = String(message !== null);
  showIdle();
}

/** Lit as long as it counts; `undefined` for none. */
function showKey(direction, forMs) {
  clearTimeout(keyTimer);
  for (const key of document.querySelectorAll('[data-key]'))
    key.setAttribute('aria-pressed', String(key.dataset.key === direction));
  if (direction) keyTimer = setTimeout(showKey, forMs);
}

function showMessage(message, name = '') {
  at('answer').dataset.idle = 'false';
  at('name').textContent = name;
  at('what').textContent = message[language];
  at('todo').textContent = message[language === 'th' ? 'doTh' : 'doEn'];
}

function showFor(ms, show) {
  isPrompt = false;
  draw = show;
  show();
  clearTimeout(clearTimer);
  clearTimer = setTimeout(showIdle, ms);
}

/** Until the next event. */
function showPrompt(light, show) {
  clearTimeout(clearTimer);
  isPrompt = true;
  draw = show;
  setLight(light);
  show();
}

function drawAnswer(event) {
  const name = (language === 'th' ? event.nameTh : event.nameEn) ?? '';
  const direction = event.accepted && event.direction ? ` · ${words()[event.direction]}` : '';
  setLight(event.light);
  showMessage(event.message, name + direction);
}

/** The sentence and what to do, on one line. */
const oneLine = (message) => `${message[language]} ${message[language === 'th' ? 'doTh' : 'doEn']}`;

function showEnrolment({ step, message }) {
  if (step === 'saved' || step === 'failed') {
    setLight(step === 'saved' ? 'accepted' : 'refused');
    return showFor(SHOW_ENROLMENT_MS, () => showMessage(message));
  }
  if (step === 'again') complaint = message;
  if (step === 'lift') complaint = undefined;
  const why = step === 'again' ? undefined : complaint;
  showPrompt(step === 'again' ? 'attention' : 'ready', () => {
    showMessage(message);
    if (why) at('name').textContent = oneLine(why);
  });
}

/** The answer of the one before stays as long as it may; a prompt has served its purpose. */
function showReady() {
  if (isPrompt) showIdle();
}

function showTime() {
  const now = new Date();
  const locale = language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB';
  at('time').textContent = now.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  at('date').textContent = now.toLocaleDateString(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

function showSign() {
  at('sign').textContent = fleetState === 'online' ? `● ${words().online}` : `○ ${words().offline}`;
}

function setLanguage(next) {
  language = next;
  document.documentElement.lang = next;
  at('language').textContent = words().other;
  showTime();
  showSign();
  draw();
  speakProve(next);
  speakClaim(next);
  speakCall(next);
}

const HANDLERS = {
  key: ({ direction, forMs }) => showKey(direction, forMs),
  ready: showReady,
  lift: ({ message }) => showPrompt('attention', () => showMessage(message)),
  touch: () => {
    showPrompt('busy', () => showMessage({ th: '…', en: '…', doTh: '', doEn: '' }));
    at('stages').replaceChildren();
    at('visit-time').textContent = '';
  },
  stage: showStage,
  answer: (event) => {
    // One that still counts is told again after the answer.
    showKey();
    showFor(SHOW_ANSWER_MS, () => drawAnswer(event));
    at('visit-time').textContent = `${event.ms.toFixed(0)} ms of 3000 · ${event.reason}`;
    void refreshState();
  },
  enrol: showEnrolment,
  help: ({ message }) => {
    setLight('attention');
    showFor(SHOW_HELP_MS, () => showMessage(message));
  },
  closed: ({ message }) => close(message),
  notice: ({ message, forMs }) => {
    setLight('attention');
    showFor(forMs, () => showMessage(message));
  },
  // Whoever inserts a card has not asked for what stands there.
  prove: ({ state }) => state === 'card-detected' && showIdle(),
  fleet: ({ state }) => {
    fleetState = state;
    showSign();
  },
};

/** A citizen's stages share three seconds, some of them with the person: none has a limit of its own. */
function showStage({ stage, ms, limitMs }) {
  const row = document.createElement('li');
  const bar = document.createElement('progress');
  bar.max = limitMs ?? WHOLE_VISIT_MS;
  bar.value = Math.min(ms, bar.max);
  row.className = limitMs !== undefined && ms > limitMs ? 'late' : '';
  const limit = limitMs === undefined ? '' : ` of ${Math.round(limitMs)}`;
  row.append(Object.assign(document.createElement('span'), { textContent: stage }), bar);
  row.append(Object.assign(document.createElement('span'), { textContent: `${ms.toFixed(1)}${limit} ms` }));
  at('stages').append(row);
}

function listen() {
  const source = new EventSource('/screen/events');
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    HANDLERS[event.type]?.(event);
    onCallEvent(event);
    onClaimEvent(event);
    onProveEvent(event);
    onCitizenEvent(event);
    noteEvent(event);
  };
  source.onopen = () => {
    showIdle();
    forgetVisit();
    closeClaim();
    void start();
  };
  source.onerror = () => {
    forgetVisit();
    setLight('fault');
    showMessage({ th: WORDS.th.gone, en: WORDS.en.gone, doTh: '', doEn: '' });
  };
}

// ── the bench ───────────────────────────────────────────────────────────────────────────────────────────────────────

let people = [];

function noteEvent(event) {
  if (at('bench').hidden) return;
  const { type, nameTh: _th, nameEn: _en, message: _message, text: _text, purposes: _purposes, ...rest } = event;
  const row = Object.assign(document.createElement('li'), { textContent: `${type} ${JSON.stringify(rest)}` });
  at('events').prepend(row);
  while (at('events').children.length > MOST_EVENTS) at('events').lastChild.remove();
}

function chooseFinger() {
  const person = people[at('person').selectedIndex];
  const fingers = Object.keys(person?.fingers ?? {});
  at('finger').replaceChildren(...fingers.map((finger) => option(finger, finger)));
  chooseImpression();
}

function chooseImpression() {
  const person = people[at('person').selectedIndex];
  const images = person?.fingers[at('finger').value] ?? [];
  at('impression').replaceChildren(...images.map((image, index) => option(image.path, image.note ?? `${index + 1}`)));
}

async function refreshState() {
  if (at('bench').hidden) return;
  const state = await ask('GET', '/bench/state');
  const rows = {
    ready: state.ready ? 'yes' : 'no',
    people: `${state.people} with ${state.templates} templates`,
    journal: `last ${state.journal.lastSeq}, not yet acknowledged ${state.journal.unacknowledged}`,
    fleet: `last ${state.fleet.lastSeq}, entries ${state.fleet.entries}`,
    'people are proved': prove.here ? 'here' : `not here: ${prove.why}`,
    ...state.devices,
  };
  at('state').replaceChildren(
    ...Object.entries(rows).flatMap(([name, value]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: value }),
    ]),
  );
}

const FAULTS = [
  'sensor unplug',
  'sensor silence',
  'sensor garbage',
  'sensor slow',
  'light unplug',
  'broker unplug',
  'disk full',
  'worker unplug',
  'card unplug',
  'card silence',
  'camera unplug',
  'camera silence',
];

async function start() {
  const about = await ask('GET', '/screen/about');
  at('place').textContent = about.name;
  fleetState = about.fleet;
  prove = about.prove;
  timeZone = about.timeZone;
  // Whoever has chosen a language keeps it when the connection comes back.
  if (isNew) setLanguage(about.language);
  isNew = false;
  close(about.closed);
  onCallEvent({ type: 'enrol-call', message: about.called });
  showSign();
  at('bench').hidden = !about.bench;
  if (!about.bench) return;
  ({ people } = await ask('GET', '/bench/people'));
  at('person').replaceChildren(
    ...people.map(({ hrCode, nameTh, nameEn }) => option(hrCode, `${hrCode} ${nameTh} ${nameEn}`)),
  );
  at('fault').replaceChildren(...FAULTS.map((fault) => option(fault, fault)));
  chooseFinger();
  await offerCitizens();
  await refreshState();
}

const act = (id, work) =>
  at(id).addEventListener('click', async () => {
    at(id).disabled = true;
    try {
      await work();
      await refreshState();
    } catch (error) {
      noteEvent({ type: 'error', message: '', what: error.message });
    } finally {
      at(id).disabled = false;
    }
  });

act('touch', () => ask('POST', '/bench/finger', { image: at('impression').value, dpi: 500 }));
act('break', () => {
  const [device, fault] = at('fault').value.split(' ');
  const forMs = Number(at('fault-for').value);
  return ask('POST', '/bench/fault', { device, fault, ...(forMs > 0 && { forMs }) });
});
startCitizens(act, ({ outcome, reason, ms, reference, stages }) => {
  at('stages').replaceChildren();
  for (const [stage, stageMs] of Object.entries(stages)) showStage({ stage, ms: stageMs });
  at('visit-time').textContent = [outcome, reason, ms === null ? '' : `${ms} ms`, reference]
    .filter(Boolean)
    .join(' · ');
});
act('mend', () => ask('DELETE', '/bench/fault'));
act('unlock', () => ask('DELETE', '/bench/lockout'));
for (const key of document.querySelectorAll('[data-key]'))
  key.addEventListener('click', () => ask('POST', '/screen/key', { key: key.dataset.key }));
at('person').addEventListener('change', chooseFinger);
at('finger').addEventListener('change', chooseImpression);
at('language').addEventListener('click', () => setLanguage(language === 'th' ? 'en' : 'th'));

startProve(setLight);
startClaim();
startCall();
setLanguage('th');
setInterval(showTime, 1000);
setInterval(() => void refreshState().catch(() => undefined), 3000);
listen();
