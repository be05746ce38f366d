// The keypad of the page, on a document of plain objects: what is typed stands there until it is sent or the visit ends, and no longer.
import t from 'tap';

type Handler = (event: { readonly target: unknown }) => unknown;

class Element {
  textContent = '';
  hidden = false;
  disabled = false;
  dataset: Record<string, string> = {};
  children: Element[] = [];
  readonly #handlers: Handler[] = [];
  addEventListener(_: string, handler: Handler): void {
    this.#handlers.push(handler);
  }
  setAttribute(): void {}
  closest(): this {
    return this;
  }
  click(target: Element = this): unknown {
    return this.disabled ? undefined : this.#handlers.map((handler) => handler({ target }))[0];
  }
}

interface MobilePage {
  askMobile(event: object): void;
  forgetMobile(): void;
  drawMobile(words: object): void;
  startMobile(say: (what: string, answer: object) => Promise<boolean>, draw: () => void): void;
}

/** Each test has a page of its own. */
async function openPage(name: string) {
  const elements = new Map<string, Element>();
  const at = (id: string): Element => {
    const element = elements.get(id) ?? new Element();
    elements.set(id, element);
    return element;
  };
  Object.assign(globalThis, { document: { getElementById: at } });
  const keyOf = (dataset: Record<string, string>): Element => Object.assign(new Element(), { dataset });
  const keys: Record<string, Element> = { clear: keyOf({ does: 'clear' }), delete: keyOf({ does: 'delete' }) };
  for (const digit of '0123456789') keys[digit] = keyOf({ digit });
  at('mobile-keys').children = Object.values(keys);
  const path = `../page/mobile.js?${name}`;
  const page = (await import(path)) as MobilePage; // what the file exports
  const { th } = ((await import('../page/prove-words.js' as string)) as { PROVE_WORDS: { th: { mobile: object } } })
    .PROVE_WORDS;
  const said: object[] = [];
  let isTaken = true;
  const draw = (): void => page.drawMobile(th.mobile);
  page.startMobile(async (_, answer) => {
    said.push(answer);
    return isTaken;
  }, draw);
  const question = { type: 'prove-mobile', visit: 1, complaint: null, triesLeft: 3, mayResend: true, leftMs: 9000 };
  return {
    ...{ page, at, said, draw },
    fail: (): void => {
      isTaken = false;
    },
    asks: (asks: string, more: object = {}): void => {
      page.askMobile({ ...question, asks, ...more });
      draw();
    },
    type: (...names: string[]): void => {
      for (const name of names) at('mobile-keys').click(keys[name]);
    },
    press: (id: string) => at(id).click(),
    typed: (): string => at('mobile-typed').textContent,
  };
}

t.test('a number is typed, sent once, and gone; of it three digits stay to be recognised', async (t) => {
  const { asks, type, press, typed, said, at } = await openPage('number');
  asks('number');
  type(...'08123456');
  t.equal(at('mobile-send').disabled, true, 'eight digits are no number');
  type('9', 'delete', '7', '8');
  t.equal(typed(), '081-234-5678');
  press('mobile-send');
  press('mobile-send');
  t.strictSame(said, [{ act: 'number', mobile: '0812345678' }], 'two taps are one number');
  asks('nothing');
  t.equal(typed(), '');
  asks('code');
  t.match(at('mobile-hint').textContent, /678 แล้ว/);
  t.notMatch(JSON.stringify(Object.fromEntries(['hint', 'typed'].map((id) => [id, at(`mobile-${id}`)]))), '0812345');
});

t.test('a code is never shown, and no more is typed than can be one', async (t) => {
  const { asks, type, press, typed, said, at } = await openPage('code');
  asks('code');
  t.match(at('mobile-hint').textContent, /ของท่าน/, 'a page that comes late knows no digit');
  type(...'123456789012');
  t.equal(typed(), '●●●●●●●●');
  type('clear');
  t.equal(typed(), '');
  type(...'2468');
  press('mobile-send');
  t.strictSame(said, [{ act: 'code', code: '2468' }]);
  asks('nothing');
  asks('code', { complaint: 'wrong-code', triesLeft: 2 });
  t.match(at('mobile-complaint').textContent, /2 ครั้ง/);
  t.equal(typed(), '');
});

t.test('sending again and another number are offered as long as one of them is left', async (t) => {
  const { asks, type, press, at, said } = await openPage('again');
  const offered = (): string[] => ['resend', 'other', 'skip'].filter((id) => !at(`mobile-${id}`).hidden);
  asks('number');
  t.strictSame(offered(), ['skip']);
  asks('code');
  t.strictSame(offered(), ['resend', 'other', 'skip']);
  press('mobile-other');
  t.strictSame(offered(), ['other', 'skip']);
  type(...'0898765432');
  press('mobile-send');
  asks('nothing');
  t.strictSame(offered(), []);
  asks('code', { mayResend: false });
  t.match(at('mobile-hint').textContent, /432/);
  t.strictSame(offered(), ['skip']);
  press('mobile-skip');
  t.strictSame(said, [{ act: 'number', mobile: '0898765432' }, { act: 'skip' }]);
});

t.test('what did not arrive can be sent anew; when the visit ends nothing of it is left', async (t) => {
  const { page, asks, type, press, typed, said, at, draw, fail } = await openPage('end');
  asks('number');
  type(...'0812345678');
  fail();
  await press('mobile-send');
  t.equal(at('mobile-send').disabled, false);
  t.equal(typed(), '081-234-5678', 'and need not be typed anew');
  t.equal(said.length, 1);
  page.forgetMobile();
  draw();
  t.equal(at('prove-mobile').hidden, true);
  t.equal(typed(), '');
  asks('code');
  t.match(at('mobile-hint').textContent, /ของท่าน/, 'the next person sees no digit of it');
});
