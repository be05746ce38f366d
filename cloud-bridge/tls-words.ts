// What goes wrong with TLS, in words that name what to do; OpenSSL's own are for whoever knows them.

const CERTIFICATE = '--cert and --key; at a terminal fleet.certFile and fleet.keyFile';

/** What the other side says of ours, by what OpenSSL calls the alert (RFC 8446, 6.2). */
const TOLD_US: Readonly<Record<string, string>> = {
  'certificate required': `the broker asks who we are: give a certificate (${CERTIFICATE})`,
  'unknown ca': 'the broker does not know who signed our certificate: terminals and services have a port each',
  'bad certificate': 'the broker does not take our certificate',
  'certificate expired': 'our certificate is over: have it made anew',
  'certificate revoked': 'our certificate was revoked: have this terminal claimed anew',
};

const NOBODY_WE_KNOW = 'nobody we know has signed the certificate of the broker: --ca names who may';
const LIST = '--crl; at a terminal fleet.crlFile';

/** What we say of theirs, by Node's words. */
const FOUND_BY_US: Readonly<Record<string, string>> = {
  'unable to get local issuer certificate': NOBODY_WE_KNOW,
  'self-signed certificate in certificate chain': NOBODY_WE_KNOW,
  'unable to verify the first certificate': NOBODY_WE_KNOW,
  'certificate has expired': 'the certificate of the broker is over, or the clock here is ahead',
  'certificate is not yet valid': 'the certificate of the broker is not good yet, or the clock here is behind',
  'certificate revoked': 'the certificate of the broker was revoked: somebody else may have its key',
  'CRL has expired': `the list of revoked certificates is over: lay the next one (${LIST})`,
  'unable to get certificate CRL': `the list of revoked certificates is not of who has signed the broker's (${LIST})`,
  'unsupported protocol': 'the broker speaks no TLS from 1.2 on',
};

/** `message` itself where it is none of TLS. */
export function tlsWords(message: string): string {
  const [, reason = message] = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message) ?? [];
  const [, alert = ''] = /\balert (.*)$/.exec(reason) ?? [];
  return TOLD_US[alert] ?? FOUND_BY_US[reason] ?? reason;
}
