// PIV: cards of whoever works with a computer, with a key that they use after their PIN (NIST SP 800-73-4).
export { type PivCertificate, pivCertificateDialogue } from './certificate.ts';
export { GENERAL_AUTHENTICATE, GET_DATA, isPivPin, PIV_AID, PIV_TAG, VERIFY } from './commands.ts';
export { type PivRequest, type PivSigning, pivSignDialogue } from './signing.ts';
