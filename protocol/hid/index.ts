// What HID devices are sent: lamps.
export * from './blink1.ts';
export * from './lamp-reports.ts';
export * from './light-looks.ts';
export * from './luxafor-flag.ts';
