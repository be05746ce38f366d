// A citizen's visit on the screen: where it stands, what is asked, what the camera sees. Forgets the person before the answer shows.

import { ask, at, make } from './ask.js';
import { askMobile, drawMobile, forgetMobile, startMobile } from './mobile.js';
import { PROVE_WORDS } from './prove-words.js';

/** Long enough to write a reference number down. */
const SHOW_ANSWER_MS = 30_000;
const TICK_MS = 500;
/** So little time is left that it must be seen. */
const SOON_S = 10;
/** A hand on the screen is told so often, and no more. */
const TOUCH_EVERY_MS = 2000;
/** The camera may still be waking up. */
const PREVIEW_AGAIN_MS = 500;
const LOOKING = ['capturing', 'challenge'];

const nobody = () => ({ state: 'idle', choices: new Map() });

let visit = nobody();
let language = 'th';
let setLight = () => undefined;
let clearTimer = 0;
let previewTimer = 0;
let touchedAtMs = Number.NEGATIVE_INFINITY;
/** Which notice, in which language, stands there: it is not drawn anew under the person's finger. */
let drawnNotice = '';

const words = () => PROVE_WORDS[language];
const dueIn = (ms) => (ms === null ? undefined : performance.now() + ms);
const secondsTo = (dueAtMs) => Math.max(0, Math.ceil((dueAtMs - performance.now()) / 1000));

// ── what happens ────────────────────────────────────────────────────────────────────────────────────────────────────

function enter({ visit: number, state, sessionLeftMs, idleLeftMs }) {
  // After the answer only the answer stands, for as long as it may.
  if (state === 'idle') return visit.answer ? undefined : clearVisit();
  const before = number === visit.number && !visit.answer ? visit : { ...nobody(), number };
  clearTimeout(clearTimer);
  forgetMobile();
  visit = {
    ...before,
    ...{ state, idleEndsAt: dueIn(idleLeftMs) },
    ...{ services: undefined, notice: undefined, guide: undefined, challenge: undefined, complaint: undefined },
    ...{ app: undefined, appCode: undefined, mobileEndsAt: undefined },
  };
  if (sessionLeftMs !== null) visit.sessionEndsAt = dueIn(sessionLeftMs);
  setLight('ready');
}

function showAnswer(event) {
  clearTimeout(clearTimer);
  forgetMobile();
  const { contact } = visit;
  visit = {
    ...nobody(),
    number: event.visit,
    state: 'answered',
    answer: event,
    contact,
    clearsAt: dueIn(SHOW_ANSWER_MS),
  };
  clearTimer = setTimeout(clearVisit, SHOW_ANSWER_MS);
}

function clearVisit() {
  clearTimeout(clearTimer);
  forgetMobile();
  if (visit.state !== 'idle') setLight('off');
  visit = nobody();
  draw();
}

const HANDLERS = {
  prove: enter,
  'prove-services': ({ services, sessionMs, idleMs }) =>
    Object.assign(visit, { services, sessionEndsAt: dueIn(sessionMs), idleEndsAt: dueIn(idleMs) }),
  'prove-notice': (notice) =>
    Object.assign(visit, {
      ...{ notice, where: notice, choices: new Map(), idleEndsAt: dueIn(notice.idleMs) },
    }),
  'prove-person': ({ nameTh: th, nameEn: en }) => Object.assign(visit, { person: { th, en } }),
  'prove-guide': (guide) => Object.assign(visit, { guide }),
  'prove-challenge': (challenge) => Object.assign(visit, { challenge, challengeEndsAt: dueIn(challenge.limitMs) }),
  'prove-idle': ({ idleMs }) => Object.assign(visit, { idleEndsAt: dueIn(idleMs) }),
  'prove-mobile': (event) => {
    askMobile(event);
    Object.assign(visit, { mobileEndsAt: dueIn(event.leftMs), complaint: undefined });
  },
  'prove-contact': ({ result: contact }) => Object.assign(visit, { contact }),
  'prove-app': ({ visit: number, message }) => {
    // After the answer somebody else may stand there already.
    if (number === visit.number) visit.app = message;
  },
  'prove-app-code': ({ message, leftMs }) => Object.assign(visit, { app: message, appCode: dueIn(leftMs) }),
  'prove-answer': showAnswer,
};

// ── what the person says ────────────────────────────────────────────────────────────────────────────────────────────

/** Resolves with whether it was taken. */
async function say(what, answer, button) {
  const { number } = visit;
  button.disabled = true;
  let complaint;
  try {
    await ask('POST', `/screen/prove/${what}`, { visit: number, ...answer });
  } catch {
    complaint = words().notTaken;
  }
  // Meanwhile it may have come to an end, or to somebody else.
  if (visit.number !== number || visit.answer) return true;
  visit.complaint = complaint;
  draw();
  if (complaint) button.disabled = false;
  return !complaint;
}

const isRunning = () => visit.state !== 'idle' && !visit.answer;
/** What is being recorded can be stopped by nobody. */
const mayLeave = () => isRunning() && visit.state !== 'answered';

/** Within a visit it ends it, and somebody is told of it; otherwise the screen says whom to turn to. */
function callHelp() {
  if (mayLeave()) return say('leave', { how: 'help-asked' }, at('help'));
  return ask('POST', '/screen/help', {}).catch(() => undefined);
}

/** While the person is waited for; how long they have then comes as an event. */
function touched() {
  const nowMs = performance.now();
  if (!visit.idleEndsAt || !isRunning() || nowMs - touchedAtMs < TOUCH_EVERY_MS) return;
  touchedAtMs = nowMs;
  ask('POST', '/screen/prove/touch', { visit: visit.number }).catch(() => undefined);
}

function choose(id, agrees) {
  visit.choices.set(id, agrees);
  at('prove-agree').disabled = !hasChosenAll();
}

const hasChosenAll = () => visit.notice?.purposes.every(({ id }) => visit.choices.has(id)) ?? false;

// ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────────

const show = (id, text) => {
  at(id).textContent = text ?? '';
  at(id).hidden = !text;
};

function draw() {
  const { state, services, notice, where, person, complaint } = visit;
  at('terminal').dataset.visit = state === 'idle' ? 'none' : 'prove';
  at('prove').hidden = state === 'idle';
  show('prove-doing', visit.answer ? words().outcomes[visit.answer.outcome] : doing());
  show('prove-where', where && `${where.service[language]} · ${where.provider[language]}`);
  show('prove-person', person && (person[language] || person.th));
  show('prove-complaint', complaint);
  drawServices(services);
  drawNotice(notice);
  drawApp();
  drawMobile(words().mobile);
  drawCamera();
  drawAnswer(visit.answer);
  drawWays();
  drawTime();
}

const doing = () => (visit.services ? words().choose : words().states[visit.state]);

function drawServices(services = []) {
  at('prove-services').hidden = services.length === 0;
  at('prove-services').replaceChildren(
    ...services.map(({ id, name, provider }) => {
      const button = make('button', { type: 'button', textContent: name[language] });
      button.append(make('small', { textContent: provider[language] }));
      button.addEventListener('click', () => say('service', { id }, button));
      return button;
    }),
  );
}

function drawNotice(notice) {
  const key = notice ? `${notice.visit} ${language}` : '';
  at('prove-notice').hidden = !notice;
  at('prove-agree').textContent = words().next;
  at('prove-agree').disabled = !hasChosenAll();
  if (key === drawnNotice) return;
  drawnNotice = key;
  at('prove-text').textContent = notice?.text[language] ?? '';
  at('prove-purposes').replaceChildren(...(notice?.purposes ?? []).map(purpose));
}

/** Two equal choices; none is set before the person sets it. */
function purpose({ id, necessary, text, ifRefused }, index) {
  const mark = make('span', { className: 'mark', textContent: necessary ? words().necessary : words().voluntary });
  const choice = (agrees) => {
    const radio = make('input', { type: 'radio', name: `purpose-${index}`, checked: visit.choices.get(id) === agrees });
    radio.addEventListener('change', () => choose(id, agrees));
    return make('label', {}, radio, agrees ? words().agree : words().decline);
  };
  return make(
    'fieldset',
    {},
    make('legend', {}, mark, ` ${text[language]}`),
    make('p', { textContent: `${words().ifRefused}: ${ifRefused[language]}` }),
    make('div', { className: 'choices' }, choice(true), choice(false)),
  );
}

/** Beside the notice; what the app was told follows the answer. */
function drawApp() {
  const { app, appCode, number, answer } = visit;
  at('prove-app').hidden = !app || answer !== undefined;
  show('prove-app-word', app?.[language]);
  show('prove-told', answer && app?.[language]);
  at('prove-app-code').hidden = !appCode;
  const src = appCode ? `/screen/prove/app-code?visit=${number}` : null;
  if (src === at('prove-app-code').getAttribute('src')) return;
  if (src) at('prove-app-code').src = src;
  else at('prove-app-code').removeAttribute('src');
}

function drawCamera() {
  const { state, guide, challenge } = visit;
  const isLooking = LOOKING.includes(state);
  at('prove-camera').hidden = !isLooking;
  if (isLooking !== at('preview').hasAttribute('src')) lookThroughCamera(isLooking);
  const good = guide && !guide.guidance ? words().hold : undefined;
  show('prove-guide', (challenge?.guidance ?? guide?.guidance)?.[language] ?? good);
  at('prove-guide').classList.toggle('large', challenge !== undefined);
  at('prove-held').hidden = !guide || challenge !== undefined;
  if (guide) Object.assign(at('prove-held'), { max: guide.needed, value: guide.held });
}

function lookThroughCamera(isLooking) {
  clearTimeout(previewTimer);
  // Without a source the browser lets the pictures go.
  if (isLooking) at('preview').src = `/screen/preview?at=${Math.round(performance.now())}`;
  else at('preview').removeAttribute('src');
}

function drawAnswer(answer) {
  if (answer) setLight(answer.light);
  at('prove-answer').hidden = !answer;
  const message = answer?.message;
  at('prove-sentence').textContent = message?.[language] ?? '';
  at('prove-todo').textContent = message?.[language === 'th' ? 'doTh' : 'doEn'] ?? '';
  at('prove-reference').textContent = answer ? `${words().reference} ${answer.reference}` : '';
  show('prove-contact', answer && words().contact[visit.contact]);
}

function drawWays() {
  Object.assign(at('prove-cancel'), { textContent: words().cancel, hidden: !isRunning(), disabled: !mayLeave() });
  Object.assign(at('help'), { textContent: words().help, disabled: false });
  Object.assign(at('prove-done'), { textContent: words().done, hidden: visit.answer === undefined });
}

function drawTime() {
  const { answer, clearsAt, sessionEndsAt, idleEndsAt, challenge, challengeEndsAt, mobileEndsAt, appCode } = visit;
  at('prove-app-time').textContent = appCode ? words().appCode(clockOf(secondsTo(appCode))) : '';
  if (answer) return showTimes([words().clears(secondsTo(clearsAt))]);
  const session = sessionEndsAt && words().session(clockOf(secondsTo(sessionEndsAt)));
  const idle = idleEndsAt && words().idle(secondsTo(idleEndsAt));
  const within = challenge && words().challenge(secondsTo(challengeEndsAt));
  const telephone = mobileEndsAt && words().mobile.left(clockOf(secondsTo(mobileEndsAt)));
  const isSoon = idleEndsAt !== undefined && secondsTo(idleEndsAt) <= SOON_S;
  showTimes([within ?? idle ?? telephone, session], isSoon);
}

/** @param isSoon whether the visit is about to end for want of an answer */
function showTimes(texts, isSoon = false) {
  at('prove-time').classList.toggle('soon', isSoon);
  at('prove-time').textContent = texts.filter(Boolean).join(' · ');
}

const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

// ── the door of this file ───────────────────────────────────────────────────────────────────────────────────────────

/** An event of a prove visit; any other is none of its affair. */
export function onProveEvent(event) {
  const handle = HANDLERS[event.type];
  if (!handle) return;
  handle(event);
  draw();
}

/** The connection is lost, or begins anew: what goes on is told again. */
export const forgetVisit = clearVisit;

export function speakProve(next) {
  language = next;
  draw();
}

export function startProve(light) {
  setLight = light;
  at('prove-notice').addEventListener('submit', (event) => {
    event.preventDefault();
    if (hasChosenAll())
      void say('consent', { choices: Object.fromEntries(visit.choices), language }, at('prove-agree'));
  });
  at('prove-cancel').addEventListener('click', () => say('leave', { how: 'cancelled' }, at('prove-cancel')));
  at('help').addEventListener('click', callHelp);
  at('prove-done').addEventListener('click', clearVisit);
  at('preview').addEventListener('load', () => at('preview').classList.remove('dark'));
  at('preview').addEventListener('error', () => {
    at('preview').classList.add('dark');
    clearTimeout(previewTimer);
    if (!LOOKING.includes(visit.state)) return;
    previewTimer = setTimeout(() => lookThroughCamera(LOOKING.includes(visit.state)), PREVIEW_AGAIN_MS);
  });
  startMobile(say, draw);
  for (const type of ['pointerdown', 'keydown']) at('terminal').addEventListener(type, touched);
  setInterval(drawTime, TICK_MS);
}
