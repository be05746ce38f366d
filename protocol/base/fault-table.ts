// Every fault the service can raise, what it means, and what to do about it.

interface Fault {
  /** True where the same act may succeed when it is tried again. */
  readonly transient: boolean;
  readonly text: string;
  readonly remedy: string;
}

const fault = <C extends string>(table: Readonly<Record<C, Fault>>): Readonly<Record<C, Fault>> => table;

/** Once released, a code is never renamed or reused. */
export const FAULTS = fault({
  HAL_TIMEOUT: {
    transient: true,
    text: 'device did not answer in time',
    remedy: 'try again; if it persists check the cable and run "ridged doctor"',
  },
  HAL_DISCONNECTED: {
    transient: true,
    text: 'device was unplugged or stopped answering',
    remedy: 'plug the device in again; the service reconnects by itself',
  },
  HAL_REFUSED: {
    transient: false,
    text: 'device refused the command',
    remedy: 'check the device password, address and model in the configuration',
  },
  HAL_UNAVAILABLE: {
    transient: false,
    text: 'no driver or native binding for this device',
    remedy: 'run "make setup", then "ridged doctor"',
  },
  CARD_REMOVED: {
    transient: true,
    text: 'the card was pulled out',
    remedy: 'insert the card again and leave it in until the terminal says so',
  },
  CARD_MUTE: {
    transient: true,
    text: 'the card does not answer',
    remedy: 'insert it the other way round, chip first; clean the chip; if it persists the card is broken',
  },
  CARD_FAILED: {
    transient: true,
    text: 'the card or its reader failed in the middle of an exchange',
    remedy: 'insert the card again; if other cards fail too run "ridged doctor"',
  },
  CARD_UNREADABLE: {
    transient: false,
    text: 'the card is not a Thai national ID card, or answers as none would',
    remedy: 'insert a Thai national ID card; if it is one its chip is broken: use the counter',
  },
  PROTOCOL_TRUNCATED: {
    transient: true,
    text: 'message ended before its declared length',
    remedy: 'try again; if it persists check the cable',
  },
  PROTOCOL_CHECKSUM: {
    transient: true,
    text: 'message checksum does not match',
    remedy: 'try again; if it persists lower the baud or shorten the cable',
  },
  PROTOCOL_MALFORMED: {
    transient: false,
    text: 'message does not follow its format',
    remedy: 'check that both sides speak the same version',
  },
  TEMPLATE_MALFORMED: {
    transient: false,
    text: 'not a readable ISO/IEC 19794-2:2005 finger minutiae record',
    remedy: 'give a file written by "ridged finger extract --out"',
  },
  IMAGE_UNREADABLE: {
    transient: false,
    text: 'not a readable image',
    remedy: 'give a PNG, TIFF, BMP or JPEG, 100 to 4000 pixels a side',
  },
  IMAGE_SIZE: {
    transient: false,
    text: 'image size or resolution is out of range',
    remedy: 'give an image of 16 to 4000 pixels a side at 250 to 1200 dpi',
  },
  MODEL_UNCALIBRATED: {
    transient: false,
    text: 'the matcher has no calibration for this use',
    remedy: 'lower the gallery size or install a calibrated model',
  },
  MODEL_MISSING: {
    transient: false,
    text: 'a network or the manifest that names it cannot be read',
    remedy: 'lay the file beside the manifest, readable by the service, or correct models.manifest',
  },
  MODEL_ALTERED: {
    transient: false,
    text: 'the file of a network is not the one that its manifest entry names',
    remedy: 'fetch the file again; another file needs an entry of its own, with its SHA-256 and version',
  },
  MODEL_OFF: {
    transient: false,
    text: 'a network is switched off by the signed policy',
    remedy:
      'what needs it is not done here until the policy (models.off) leaves it out, or another version is installed',
  },
  MODEL_UNFIT: {
    transient: false,
    text: 'a network, or what it is given, does not fit its manifest entry',
    remedy: 'correct the entry named, or install the network that it describes',
  },
  GALLERY_FULL: {
    transient: false,
    text: 'the gallery holds as many templates as it can',
    remedy: 'remove people or raise the capacity in the configuration',
  },
  WORKER_LOST: {
    transient: true,
    text: 'a recognition worker stopped unexpectedly',
    remedy: 'try again; the service starts a new worker by itself',
  },
  WORKERS_BUSY: {
    transient: true,
    text: 'more recognition work is waiting than may wait',
    remedy: 'try again in a moment; if it persists run "ridged doctor"',
  },
  DESK_BUSY: {
    transient: true,
    text: 'more people wait for the sensor than may wait',
    remedy: 'try again when fewer are waiting',
  },
  DESK_CLOSED: {
    transient: true,
    text: 'the terminal serves nobody any more',
    remedy: 'try again when the service has started anew',
  },
  MACHINE_REFUSED: {
    transient: false,
    text: 'the operating system did not do what the service asked of it',
    remedy:
      'grant the user of the service org.freedesktop.login1.reboot and org.freedesktop.timedate1.set-time by a polkit rule; while a time service keeps the clock, leave it to that',
  },
  STAGE_LATE: {
    transient: true,
    text: 'a stage of the visit overran its limit',
    remedy: 'try again; if it persists run "ridged doctor"',
  },
  CONFIG_INVALID: {
    transient: false,
    text: 'configuration does not match its schema',
    remedy: 'mend the lines named, then run "ridged config check"',
  },
  STORE_FULL: {
    transient: true,
    text: 'the disk is full: nothing was recorded',
    remedy: 'free space on the data disk',
  },
  STORE_READ_ONLY: {
    transient: false,
    text: 'the data folder cannot be written',
    remedy: 'check the mount and the rights of the data folder',
  },
  STORE_CORRUPT: {
    transient: false,
    text: 'a database does not pass its integrity check',
    remedy: 'start the service: it lays the file aside and begins another; then run "ridged doctor"',
  },
  STORE_NEWER: {
    transient: false,
    text: 'a database was written by a newer version',
    remedy: 'install the newer version again',
  },
  STORE_FAILED: {
    transient: false,
    text: 'the data disk reported an error',
    remedy: 'check the data disk and the kernel log; replace the disk if it persists',
  },
  STORE_BUSY: {
    transient: true,
    text: 'another process holds the store',
    remedy:
      'try again; if it persists stop the other ridged that uses this data folder, or see what locks the database',
  },
  STORE_UNREACHABLE: {
    transient: true,
    text: 'the database of the fleet cannot be reached, or does not answer',
    remedy: 'check its address, the network and that PostgreSQL runs; what terminals send waits with them',
  },
  STORE_DENIED: {
    transient: false,
    text: 'the database of the fleet does not let this role in, or not do this',
    remedy: 'check the role, the database, PGPASSFILE (0600) or PGPASSWORD, and what the role is granted',
  },
  JOURNAL_FULL: {
    transient: true,
    text: 'the journal holds as many unacknowledged entries as it may',
    remedy: 'restore the connection to the fleet, or carry the journal there (ridged journal carry)',
  },
  CLOCK_DOUBTFUL: {
    transient: true,
    text: 'the clock cannot be right, though something may keep it: the fleet has signed another time, or it is far from what was seen last',
    remedy: 'look at the time server that the terminal asks; it is believed again once the time is right',
  },
  JOURNAL_FILLING: {
    transient: true,
    text: 'the journal fills up: what waits for the fleet is never overwritten',
    remedy: 'restore the connection to the fleet before it is full: then nobody clocks any more',
  },
  JOURNAL_BROKEN: {
    transient: false,
    text: 'the hash chain of the journal does not verify',
    remedy: 'run "ridged journal verify" and keep the file for examination',
  },
  CARRIER_FULL: {
    transient: true,
    text: 'the data carrier is full: nothing was left on it',
    remedy: 'free space on it, or take another',
  },
  CARRIER_FAILED: {
    transient: true,
    text: 'the data carrier cannot be written or read, or was pulled out',
    remedy:
      'plug it in and mount it, writable for the user of the service, and do it again; what lies on it of before is not whole',
  },
  KEY_UNAVAILABLE: {
    transient: false,
    text: 'a key of the vault cannot be read',
    remedy:
      'see its detail; a key file needs the rights 0600, a TPM tpm2-tools and the group tss, a credential root or its unit',
  },
  SEAL_BROKEN: {
    transient: false,
    text: 'sealed data was altered or sealed with another key',
    remedy: 'restore the record from the fleet',
  },
  SIGNATURE_BROKEN: {
    transient: false,
    text: 'what should be signed by its sender was altered, or is not signed as it must be',
    remedy: 'look for who else may publish on the topic; the genuine message comes again',
  },
  PERSON_UNKNOWN: {
    transient: false,
    text: 'no person with this code',
    remedy: 'check the code, or enrol the person first',
  },
  PERSON_EXISTS: {
    transient: false,
    text: 'a person with this code is enrolled already',
    remedy: 'remove the person first, or use another code',
  },
  UPDATE_REFUSED: {
    transient: false,
    text: 'this release is not taken here',
    remedy: 'the reason says why; what runs goes on running. A newer release may be taken',
  },
  PURPOSE_REFUSED: {
    transient: false,
    text: 'by its signed policy this terminal does not take this for this purpose',
    remedy:
      'see "use" of the policy ("ridgectl config get"); another purpose needs another consent and another enrolment',
  },
  CONSENT_MISSING: {
    transient: false,
    text: 'no template may be kept without a consent id',
    remedy: 'record the consent of the person first',
  },
  FLEET_UNREACHABLE: {
    transient: true,
    text: 'the broker cannot be reached',
    remedy: 'check the network and the broker address; entries are kept and sent later',
  },
  FLEET_MISBEHAVED: {
    transient: true,
    text: 'the broker breaks the rules of MQTT, or sends more at once than the fleet ever does',
    remedy: 'look who runs the broker; it is tried again, and that it was left is in the journal',
  },
  FLEET_UNTRUSTED: {
    transient: false,
    text: 'a message from the fleet is not signed by a trusted key, or not for this terminal, or expired, or replayed',
    remedy: 'check the trusted keys; the refusal is in the journal',
  },
  OFFICER_REFUSED: {
    transient: false,
    text: 'this is not for this officer to do',
    remedy: 'ask an officer who may ("ridgectl officers list"); the refusal is in the audit',
  },
  USAGE: { transient: false, text: 'wrong usage', remedy: 'see --help' },
});
