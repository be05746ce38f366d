// The door of models/: recognition of fingers and faces.
export * from './fingerprint/index.ts';
