// ridgectl people export: all that the fleet keeps of somebody, as JSON and as a page. Who had it given out, and why, is in the audit.
import {
  type CopySection,
  copyPage,
  type DesiredFinger,
  type JournalEvent,
  MASK,
  type Text,
  withoutOthers,
} from '../../../protocol/index.ts';
import { enrolments, pagesOf } from '../attendance/facts/gather.ts';
import type { Named } from '../attendance/facts/sighting.ts';
import { whoseOf } from '../attendance/facts/whose.ts';
import { RECORD_KINDS } from '../attendance/index.ts';
import type { StoredEntry } from '../fleet-store.ts';
import type { RegisteredPerson } from '../register/index.ts';
import { askedRequests } from '../requests/index.ts';
import { withOutput } from './output-file.ts';
import { type PeopleOptions, personCalled, whereabouts } from './people.ts';
import { type OpenFleet, openFleet } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';

export interface PersonExport extends PeopleOptions {
  readonly out: string;
  readonly page?: string;
}

const EVER = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER } as const;

/** Those that tell of somebody. */
const EVENTS: readonly JournalEvent[] = [
  ...(['clock', 'enrolment', 'removal', 'lockout'] as const),
  ...(['data-request', 'data-request-refused', 'finger-shown', 'data-exported', 'operator'] as const),
];

export async function peopleExportCommand(code: string, options: PersonExport, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const person = await personCalled(fleet, code);
  const held = await heldOf(fleet, person, io.clock.nowMs());
  const written = await withOutput(options.out, io, (write) => write(`${JSON.stringify(held, null, 2)}\n`));
  const sections = sectionsOf(held);
  const page =
    options.page === undefined
      ? undefined
      : await withOutput(options.page, io, (write) => write(copyPage({ from: 'fleet', atMs: held.atMs, sections })));
  const counts = { templates: held.templates.length, entries: held.entries.length };
  if (options.json) io.out(`${JSON.stringify({ code, ...counts, out: written, page: page ?? null })}\n`);
  else io.out(plain([options.out, options.page].filter(Boolean).join('\n')).concat('\n'));
  return 0;
}

/** Templates are named and not given out: a print can be drawn from them. */
async function heldOf(fleet: OpenFleet, person: RegisteredPerson, nowMs: number) {
  const { register, store } = fleet;
  const retired = await register.templates.retiredOf(person.id);
  const records = await Promise.all(RECORD_KINDS.map((kind) => register.times.all(kind, person.id)));
  const { requests } = await askedRequests({ store, register, nowMs });
  return {
    ...{ atMs: nowMs, person },
    photo: (await register.photos.ofEach([person.id])).get(person.id) ?? null,
    templates: [
      ...(await register.templates.of(person.id)).map(named),
      ...retired.map(({ finger, retiredMs, untilMs }) => ({ ...named(finger), retiredMs, untilMs })),
    ],
    terminals: await whereabouts(fleet, person, nowMs),
    records: records.flat().map((record) => ({
      ...record,
      bookedBy: MASK,
      decidedBy: record.decidedBy === null ? null : MASK,
    })),
    requests: requests
      .filter((request) => request.person?.id === person.id)
      .map(({ person: _, closing, ...request }) => ({
        ...request,
        closing: closing && { ...closing, closedBy: MASK, note: MASK },
      })),
    entries: await entriesOf(fleet, person),
  };
}

const named = ({ finger, consentId, impressions }: DesiredFinger) => ({
  ...{ finger, consentId },
  impressions: impressions.map(({ record, enroller: _, ...about }) => ({
    ...about,
    bytes: Buffer.byteLength(record, 'base64'),
  })),
});

/** A code is given again: what its names at terminals have done is theirs who had it by then. */
async function entriesOf({ store, register }: OpenFleet, person: RegisteredPerson) {
  const whose = whoseOf(await register.people.ever(), await enrolments(store, EVER.untilMs));
  const isTheirs = ({ terminal, utcMs: atMs, payload }: StoredEntry): boolean =>
    whose.personOf(namedIn(payload), { terminal, atMs })?.id === person.id;
  const found: (StoredEntry & { readonly event: JournalEvent })[] = [];
  for (const event of EVENTS)
    for await (const page of pagesOf(store, { event, about: whose.namesOf(person), ...EVER }))
      found.push(...page.filter(isTheirs).map((entry) => ({ ...entry, event })));
  return found
    .sort((one, other) => one.utcMs - other.utcMs || one.id - other.id)
    .map(({ terminal, seq, utcMs, event, payload }) => ({
      ...{ terminal, seq, utcMs, event },
      payload: isRecord(payload) ? withoutOthers(event, payload) : null,
    }));
}

function namedIn(payload: unknown): Named {
  const names = isRecord(payload) ? payload : {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { person: text(names['person']), subject: text(names['subject']) ?? text(names['claimed']) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TITLES = {
  person: { th: 'ข้อมูลของท่าน', en: 'Your record' },
  photo: { th: 'ภาพถ่ายสำหรับแสดงผล', en: 'Your photo for display' },
  templates: {
    th: 'แม่แบบลายนิ้วมือ (แจ้งว่ามี แต่ไม่มอบให้ เพราะสร้างลายนิ้วมือกลับได้)',
    en: 'Templates of your fingers: named and not given out, since a print could be drawn from them',
  },
  terminals: { th: 'เครื่องที่มีข้อมูลของท่าน', en: 'Terminals that have you' },
  records: { th: 'การลา การแก้เวลา และตารางงาน', en: 'Leave, corrections and plans' },
  requests: { th: 'คำขอของท่านเกี่ยวกับข้อมูลส่วนบุคคล', en: 'What you have asked about your data' },
  entries: { th: 'บันทึกเหตุการณ์', en: 'The journals' },
} as const satisfies Readonly<Record<string, Text>>;

function sectionsOf(held: Awaited<ReturnType<typeof heldOf>>): readonly CopySection[] {
  const of = (name: keyof typeof TITLES, records: readonly object[]): CopySection => ({
    ...{ title: TITLES[name], records: records.map((record) => ({ ...record })) },
  });
  return [
    of('person', [held.person]),
    { ...of('photo', []), jpegBase64: held.photo ?? undefined },
    of('templates', held.templates),
    of('terminals', held.terminals),
    of('records', held.records),
    of('requests', held.requests),
    of('entries', held.entries),
  ];
}
