// What HID devices are sent, lamps; and what they send, bar-code scanners.
export * from './bar-code-report.ts';
export * from './blink1.ts';
export * from './lamp-reports.ts';
export * from './light-looks.ts';
export * from './luxafor-flag.ts';
export * from './symbologies.ts';
