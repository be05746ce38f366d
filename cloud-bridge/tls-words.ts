// What the other side of TLS says when it does not want us, in words that name what to do; OpenSSL's own are for whoever knows them.

const CERTIFICATE = '--cert and --key; at a terminal fleet.certFile and fleet.keyFile';

/** By what OpenSSL calls the alert (RFC 8446, 6.2), or Node the reason. */
const TLS_WORDS: Readonly<Record<string, string>> = {
  'certificate required': `the broker asks who we are: give a certificate (${CERTIFICATE})`,
  'unknown ca': 'the broker does not know who signed our certificate: terminals and services have a port each',
  'bad certificate': 'the broker does not take our certificate',
  'certificate expired': 'our certificate is over: have it made anew',
  'certificate revoked': 'our certificate was revoked: have this terminal claimed anew',
  'unable to get local issuer certificate':
    'nobody we know has signed the certificate of the broker: --ca names who may',
  'self-signed certificate in certificate chain':
    'nobody we know has signed the certificate of the broker: --ca names who may',
};

/** `message` itself where it is none of TLS. */
export function tlsWords(message: string): string {
  const [, reason = message] = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message) ?? [];
  const alert = reason.replace(/^.*\balert /, '');
  return TLS_WORDS[alert] ?? reason;
}
