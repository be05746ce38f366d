// The door of protocol/: the language that all rooms speak.
export * from './apdu/index.ts';
export * from './base/index.ts';
export * from './biometrics/index.ts';
export * from './fleet/index.ts';
export * from './hid/index.ts';
export * from './journal/index.ts';
export * from './minutiae/index.ts';
export * from './orders/index.ts';
export * from './people/index.ts';
export * from './piv/index.ts';
export * from './prove/index.ts';
export * from './release/index.ts';
export * from './requests/index.ts';
export * from './screen/index.ts';
export * from './thai-id/index.ts';
export * from './visit/index.ts';
export * from './zfm/index.ts';
