// Answers of jobs: pictures, and what a terminal knows of somebody. Beside the templates, under their key, for a week; then gone.
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { type Clock, JOB_ANSWERS, type JobAnswerOf, KioskError, type OrderKind } from '../../../protocol/index.ts';
import type { TemplateTables } from '../register/tables.ts';

const TYPE = 'ridged-answer+json';
/** Whoever asked has had a look by then. */
export const ANSWER_KEPT_MS = 7 * 86_400_000;

export interface JobName {
  readonly order: string;
  /** SITE.TERMINAL. */
  readonly terminal: string;
}

export interface AnswerSafeParts {
  /** Of the templates. */
  readonly db: Kysely<TemplateTables>;
  readonly key: Uint8Array;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export class AnswerSafe {
  readonly #parts: AnswerSafeParts;

  constructor(parts: AnswerSafeParts) {
    this.#parts = parts;
  }

  /** What has had its time goes at the same occasion. @throws KioskError STORE_* */
  async keep({ order, terminal }: JobName, answer: object): Promise<void> {
    const { db, key, clock } = this.#parts;
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(answer)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: TYPE, order, terminal })
      .encrypt(key);
    const row = { sealed: Buffer.from(sealed), until_ms: clock.nowMs() + ANSWER_KEPT_MS };
    await db
      .insertInto('answer')
      .values({ order_id: order, terminal, ...row })
      .onConflict((conflict) => conflict.columns(['order_id', 'terminal']).doUpdateSet(row))
      .execute();
    await this.destroyOld();
  }

  /** @throws KioskError STORE_* */
  async destroyOld(): Promise<void> {
    const { db, clock } = this.#parts;
    await db.deleteFrom('answer').where('until_ms', '<=', clock.nowMs()).execute();
  }

  /**
   * Undefined where there is none, or not any more.
   * @throws KioskError SEAL_BROKEN; PROTOCOL_MALFORMED where it is none of its kind: a newer terminal may say more than is known here
   */
  async of<K extends OrderKind>({ order, terminal }: JobName, kind: K): Promise<JobAnswerOf<K> | undefined> {
    const { db, key, clock } = this.#parts;
    const row = await db
      .selectFrom('answer')
      .select('sealed')
      .where('order_id', '=', order)
      .where('terminal', '=', terminal)
      .where('until_ms', '>', clock.nowMs())
      .executeTakeFirst();
    if (!row) return undefined;
    const schema: z.ZodType<unknown> = JOB_ANSWERS[kind];
    const answer = schema.safeParse(await opened(row.sealed, { key, order, terminal }));
    if (!answer.success) throw new KioskError('PROTOCOL_MALFORMED', { what: 'answer', kind, terminal });
    return answer.data as JobAnswerOf<K>; // what this very kind's schema has let through, which TypeScript cannot follow
  }
}

async function opened(sealed: Buffer, { key, order, terminal }: JobName & { readonly key: Uint8Array }) {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    if (protectedHeader['order'] !== order || protectedHeader['terminal'] !== terminal) throw new Error('moved');
    const answer: unknown = JSON.parse(new TextDecoder().decode(plaintext));
    return answer;
  } catch {
    // Without the cause: it could quote what is personal.
    throw new KioskError('SEAL_BROKEN', { store: 'answers of jobs', order, terminal });
  }
}
