// Kinds of data that a terminal and a fleet have to do with: whose they are, how they are labelled, what they are for.

/** `sensitive`: biometric data and the ID card's (Personal Data Protection Act B.E. 2562, section 26); `pseudonymous`: of somebody whom only another store can name. */
export type Label = 'sensitive' | 'personal' | 'pseudonymous' | 'none';

interface DataClass {
  readonly label: Label;
  readonly of: string;
  readonly what: string;
  readonly purpose: string;
}

export const DATA_CLASSES = {
  template: {
    ...{ label: 'sensitive', of: 'staff', what: 'minutiae of fingers, templates of faces' },
    purpose: 'to recognise who clocks',
  },
  citizen: {
    ...{
      label: 'sensitive',
      of: 'citizens',
      what: 'citizen number, fields and photo of the card, the living face, mobile number, app',
    },
    purpose: 'evidence for the identity provider that the person agreed to',
  },
  identity: {
    ...{
      label: 'personal',
      of: 'staff',
      what: 'code, names, title, unit, group, the fleet’s name of them, when and how they may come',
    },
    purpose: 'to show who clocked, and to decide whether they may',
  },
  photo: { label: 'personal', of: 'staff', what: 'photo for display', purpose: 'to stand beside the answer' },
  work: {
    ...{ label: 'personal', of: 'staff', what: 'hours that were planned, asked for, corrected and paid' },
    purpose: 'attendance and pay',
  },
  snapshot: {
    ...{ label: 'personal', of: 'whoever clocks', what: 'picture of a visit' },
    purpose: 'to see who stood there, where a policy wants it',
  },
  official: {
    ...{
      label: 'personal',
      of: 'operators, officers, enrollers',
      what: 'names and keys of who works with the terminal, what they said',
    },
    purpose: 'to let them in, and to answer for what was done',
  },
  pseudonym: {
    ...{
      label: 'pseudonymous',
      of: 'staff, citizens',
      what: 'random name of a person at a terminal or of the fleet, of a citizen for one visit',
    },
    purpose: 'to tie templates, entries and pictures to whom they are of',
  },
  visit: {
    ...{ label: 'pseudonymous', of: 'staff, citizens', what: 'what somebody did here, when, and how it ended' },
    purpose: 'attendance, and proof of what was decided and why',
  },
  measure: {
    ...{ label: 'pseudonymous', of: 'staff, citizens', what: 'how good a sample was and how alike; no sample' },
    purpose: 'to answer for a decision, and to report accuracy',
  },
  consent: {
    ...{ label: 'pseudonymous', of: 'staff, citizens', what: 'to what somebody agreed' },
    purpose: 'to show that it was lawful',
  },
  none: { label: 'none', of: 'nobody', what: 'numbers and states of the terminal itself', purpose: 'the service' },
} as const satisfies Readonly<Record<string, DataClass>>;

export type DataClassName = keyof typeof DATA_CLASSES;
export const DATA_CLASS_NAMES = Object.keys(DATA_CLASSES).filter((name): name is DataClassName => name in DATA_CLASSES);
