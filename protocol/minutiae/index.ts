// Fingers and their minutiae: ISO/IEC 19794-2.
export * from './finger-position.ts';
export * from './finger-template.ts';
export * from './iso-record.ts';
export * from './ridge-map.ts';
