// The page on which a security key is registered: its files, as they are handed out. No build of their own: nothing here is more than a browser does by itself.
import { PAGE_WORDS, REGISTRATION_WORDS } from './registration-words.ts';

const both = ({ th, en }: { readonly th: string; readonly en: string }): string =>
  `<span lang="th">${th}</span><span lang="en">${en}</span>`;

const HTML = `<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${PAGE_WORDS.title.th} · ${PAGE_WORDS.title.en}</title>
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<main>
<h1>${both(PAGE_WORDS.title)}</h1>
<p id="who"></p>
<p id="told" role="status" aria-live="polite">${both(PAGE_WORDS.insert)}</p>
<button id="register" type="button">${both(PAGE_WORDS.button)}</button>
</main>
</body>
</html>
`;

const CSS = `:root { color-scheme: light; font-family: Sarabun, "Noto Sans Thai", "Noto Sans", sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f4f6; color: #111827; }
main { box-sizing: border-box; width: min(36rem, 100vw); padding: 2rem; background: #fff; border-radius: 1rem; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.4; }
span { display: block; }
[lang="en"] { font-size: 0.8em; font-weight: 400; color: #4b5563; }
#who { margin: 0 0 1rem; font-size: 1.3rem; font-weight: 600; overflow-wrap: anywhere; }
#told { min-height: 3.6rem; font-size: 1.1rem; line-height: 1.6; border-inline-start: 0.4rem solid #9ca3af; padding-inline-start: 1rem; }
#told.wrong { border-color: #b91c1c; }
#told.kept { border-color: #15803d; }
button { width: 100%; min-height: 4rem; font: inherit; font-size: 1.2rem; font-weight: 600; border: 0; border-radius: 0.75rem; background: #1d4ed8; color: #fff; cursor: pointer; }
button [lang="en"] { color: inherit; }
button:disabled { background: #9ca3af; cursor: default; }
button[hidden] { display: none; }
button:focus-visible { outline: 0.25rem solid #f59e0b; outline-offset: 0.2rem; }
`;

/** The pass leaves the address at once: no history keeps it, nor does a link that is sent on. */
const SCRIPT = `const WORDS = ${JSON.stringify({ ...PAGE_WORDS, ...REGISTRATION_WORDS })};
const [who, told, button] = ['who', 'told', 'register'].map((id) => document.getElementById(id));
let pass = location.hash.slice(1);
history.replaceState(null, '', '/');

class Refused extends Error {
  constructor(word, detail) {
    super(word);
    this.word = word;
    this.detail = detail;
  }
}

function say(word, { look = '', detail = '' } = {}) {
  const lines = ['th', 'en'].map((lang) => Object.assign(document.createElement('span'), { lang, textContent: WORDS[word][lang] }));
  if (detail) lines.push(Object.assign(document.createElement('span'), { lang: 'en', textContent: detail }));
  told.replaceChildren(...lines);
  told.className = look;
}

async function ask(path, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ pass, ...body }) }).catch(() => {
    throw new Refused('gone');
  });
  const answer = await response.json().catch(() => ({}));
  pass = answer.pass ?? '';
  if (!response.ok) throw new Refused(answer.error?.word in WORDS ? answer.error.word : 'gone', answer.error?.detail);
  return answer;
}

/** What the browser says of a key that did not answer as it was asked. */
const WORD_OF = { InvalidStateError: 'already', NotSupportedError: 'not-usable', ConstraintError: 'not-verified' };

async function create(options) {
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) throw new Refused('unable');
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({ publicKey })).toJSON();
  } catch (reason) {
    throw new Refused(WORD_OF[reason.name] ?? 'cancelled');
  }
}

async function register() {
  const { options } = await ask('/options');
  who.textContent = options.user.displayName;
  say('touch');
  await ask('/key', { credential: await create(options) });
}

button.addEventListener('click', async () => {
  button.disabled = true;
  try {
    await register();
    button.hidden = true;
    say('kept', { look: 'kept' });
  } catch (reason) {
    say(reason.word ?? 'gone', { look: 'wrong', detail: reason.detail });
    button.hidden = pass === '';
  }
  button.disabled = false;
});
`;

/** By their addresses. */
export const PAGE_FILES: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  '/': { type: 'text/html; charset=utf-8', body: HTML },
  '/page.css': { type: 'text/css; charset=utf-8', body: CSS },
  '/page.js': { type: 'text/javascript; charset=utf-8', body: SCRIPT },
};

export const PAGE_RULES: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
    ...["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()',
  'x-content-type-options': 'nosniff',
};
