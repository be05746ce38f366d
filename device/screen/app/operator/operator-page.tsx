// The operator's page: who is here, what they may do, one thing at a time.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../../../../protocol/index.ts';
import { ask } from '../ask.ts';
import { otherThan } from '../words/words.ts';
import { EnrolTab } from './enrol/enrol-tab.tsx';
import { Entry } from './entry.tsx';
import { PageContext, useOnPage } from './page-context.ts';
import { DiagnoseTab } from './tabs/diagnose-tab.tsx';
import { JournalTab } from './tabs/journal-tab.tsx';
import { ServiceTab } from './tabs/service-tab.tsx';
import { TerminalTab } from './tabs/terminal-tab.tsx';
import { TestTab } from './tabs/test-tab.tsx';
import { type SessionState, useSession } from './use-session.ts';
import { OPERATOR_WORDS } from './words/words.ts';

const TABS = ['enrol', 'diagnose', 'test', 'journal', 'look', 'service'] as const;
type Tab = (typeof TABS)[number];

const SHOWN: Readonly<Record<Tab, () => VNode>> = {
  enrol: EnrolTab,
  diagnose: DiagnoseTab,
  test: TestTab,
  journal: JournalTab,
  look: TerminalTab,
  service: ServiceTab,
};

/** Whoever goes from the page, in whatever way, is out. */
const leave = (): Promise<unknown> => ask('POST', '/operator/leave', {}).catch(() => undefined);

function useLeaving(): void {
  useEffect(() => {
    const gone = (): void => void navigator.sendBeacon('/operator/leave');
    addEventListener('pagehide', gone);
    return () => removeEventListener('pagehide', gone);
  }, []);
}

export function OperatorPage(): VNode {
  useLeaving();
  const session = useSession();
  const [chosen, setLanguage] = useState<Language>();
  const { about, self, isGone } = session;
  const language = chosen ?? about?.language ?? 'th';
  const words = OPERATOR_WORDS[language];
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = words.title;
  }, [language, words]);
  const other = otherThan(language);
  return (
    <main>
      <header>
        <h1>{words.title}</h1>
        <span class="place">{about?.terminal}</span>
        <button type="button" lang={other} onClick={() => setLanguage(other)}>
          {OPERATOR_WORDS[other].language}
        </button>
        <button type="button" onClick={() => void leave().finally(() => location.assign('/'))}>
          {words.toScreen}
        </button>
      </header>
      {isGone && (
        <p class="notice" role="status">
          {words.gone}
        </p>
      )}
      {about && self && !isGone && <In session={session} language={language} />}
      {about && !self && <Entry {...{ about, words, language, over: session.over }} onEntered={session.look} />}
    </main>
  );
}

function In({ session, language }: { readonly session: SessionState; readonly language: Language }): VNode | null {
  const { about, self, enrolment, selfTest, look } = session;
  if (!about || !self) return null;
  const words = OPERATOR_WORDS[language];
  return (
    <PageContext value={{ about, self, language, words, enrolment, selfTest }}>
      <div class="who">
        <span>
          {self.name} ({words.roles[self.role]})
        </span>
        <small>{words.left(Math.ceil(self.leftMs / 60_000))}</small>
        <button type="button" onClick={() => void leave().finally(look)}>
          {words.leave}
        </button>
      </div>
      <Tabs />
    </PageContext>
  );
}

function Tabs(): VNode {
  const { self, words } = useOnPage();
  const may = TABS.filter((tab) => self.acts.includes(tab));
  const [chosen, choose] = useState<Tab>();
  const tab = chosen ?? may[0] ?? 'look';
  const Shown = SHOWN[tab];
  return (
    <>
      <nav>
        {may.map((name) => (
          <button
            key={name}
            type="button"
            data-tab={name}
            aria-current={name === tab ? 'page' : undefined}
            onClick={() => choose(name)}
          >
            {words.tabs[name]}
          </button>
        ))}
      </nav>
      <section class="tab" key={tab}>
        <Shown />
      </section>
    </>
  );
}
