// Addresses of cameras as they may be shown: without the login, whoever it was that wrote them down.

/** ffmpeg names the address in its complaints. */
const LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi;

/** Scheme, host and port. What follows may be a secret as well. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return 'unreadable address';
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** A text that quotes addresses, `url` among them, without any login. */
export function withoutLogin(text: string, url = ''): string {
  const known = url === '' ? text : text.replaceAll(url, shownAddress(url));
  return secretsOf(url).reduce((rest, secret) => rest.replaceAll(secret, '***'), known.replace(LOGIN, '$1'));
}

/** As written and as meant: percent signs stand for characters. */
function secretsOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { username, password } = new URL(url);
  return [password, username].flatMap((word) => [word, decoded(word)]).filter((word) => word.length > 2);
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
