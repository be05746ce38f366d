// Refusals of TLS, as Node tells them and as people read them.
import t from 'tap';
import { tlsWords } from './tls-words.ts';

const told = (reason: string): string =>
  `800C11EFF27F0000:error:0A00045C:SSL routines:ssl3_read_bytes:${reason}:../deps/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n`;

t.test('what TLS refuses is told with what to do', async (t) => {
  t.match(tlsWords(told('tlsv13 alert certificate required')), /asks who we are.*--cert and --key/);
  t.match(tlsWords(told('tlsv1 alert unknown ca')), /signed our certificate.*a port each/);
  t.match(tlsWords(told('sslv3 alert certificate revoked')), /revoked/);
  t.match(tlsWords('certificate revoked'), /of the broker was revoked/, 'theirs is not ours');
  t.match(tlsWords('unable to get local issuer certificate'), /--ca/);
});

t.test('what it has no words for is told as it is, without the places in its source', async (t) => {
  t.equal(tlsWords(told('tlsv1 alert decode error')), 'tlsv1 alert decode error');
  t.equal(tlsWords('connect ECONNREFUSED 127.0.0.1:8883'), 'connect ECONNREFUSED 127.0.0.1:8883');
  t.equal(tlsWords(''), '');
});
