// The classes of the journal.

/** The four kinds of log that the Bank of Thailand's biometric guideline 4(8) asks for. */
export const JOURNAL_CLASSES = ['access', 'activity', 'transaction', 'security'] as const;
export type JournalClass = (typeof JOURNAL_CLASSES)[number];
