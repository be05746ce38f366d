// An address of PostgreSQL as a command line may name it: who logs in may stand there, a password never.
import { KioskError } from '../../../protocol/index.ts';
import { withoutUserinfo } from '../../broker-url.ts';

export const isPostgres = (text: string): boolean => /^postgres(ql)?:\/\//i.test(text);

/**
 * @param option whose value it is, for the message
 * @throws KioskError USAGE; what it says never shows a password
 */
export function postgresAddress(option: string, text: string): string {
  // A socket's address has no host: postgres://ROLE@/DATABASE?host=/run/postgresql. URL knows none such.
  const parsable = text.replace('@/', '@localhost/');
  if (!isPostgres(text) || !URL.canParse(parsable))
    throw wrong(`${option} ${withoutUserinfo(text)}: give an address as postgres://ROLE@HOST/DATABASE`);
  const { password, searchParams } = new URL(parsable);
  if (password !== '' || searchParams.has('password'))
    throw wrong(
      `${option} ${shownAddress(text)}: give the password by the environment, as PGPASSFILE (a file of 0600) or PGPASSWORD, ` +
        'never in the address',
    );
  return text;
}

/** For logs and messages: without who logs in, and without whatever else goes with it. */
export const shownAddress = (url: string): string => withoutUserinfo(url).replace(/\?.*$/s, '');

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
