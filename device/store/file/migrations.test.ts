// What an update does to the files of a terminal must not keep the release before it from opening them.
import t from 'tap';
import { EVIDENCE_MIGRATIONS } from '../evidence/evidence-store.ts';
import { JOBS_MIGRATIONS } from '../jobs/job-store.ts';
import { JOURNAL_MIGRATIONS } from '../journal/journal-schema.ts';
import { PEOPLE_MIGRATIONS } from '../people/people-schema.ts';
import { SNAPSHOT_MIGRATIONS } from '../snapshots/snapshot-store.ts';
import { TEMPLATES_MIGRATIONS } from '../templates/templates-schema.ts';
import type { Migration } from './store-file.ts';

/** Each file's steps, and how many of them are of before there were updates to go back from. */
const FILES: Readonly<Record<string, readonly [steps: readonly Migration[], before: number]>> = {
  journal: [JOURNAL_MIGRATIONS, 3],
  people: [PEOPLE_MIGRATIONS, 10],
  templates: [TEMPLATES_MIGRATIONS, 3],
  jobs: [JOBS_MIGRATIONS, 2],
  evidence: [EVIDENCE_MIGRATIONS, 2],
  snapshots: [SNAPSHOT_MIGRATIONS, 1],
};

for (const [file, [steps, before]] of Object.entries(FILES))
  t.test(`a step of ${file} only adds`, (t) => {
    t.ok(steps.length >= before, 'none was taken back');
    const others = steps.slice(before).filter((step) => typeof step === 'string' || !step.onlyAdds);
    t.strictSame(others, []);
    t.end();
  });
