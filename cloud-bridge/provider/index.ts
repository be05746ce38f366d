// Identity providers: questions to their gateways, and evidence on its way to them.
export * from './evidence-outbox.ts';
export * from './gateway-exchange.ts';
