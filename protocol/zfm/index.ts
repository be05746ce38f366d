// The language of ZFM-20, R30x, AS608 and R503 fingerprint modules (EF01 packets), without any I/O.
export * from './baud.ts';
export * from './command-walker.ts';
export * from './commands.ts';
export * from './confirmations.ts';
export * from './data-collector.ts';
export * from './framer.ts';
export * from './hid-report.ts';
export * from './image-nibbles.ts';
export * from './models.ts';
export { decodeZfmPacket, encodeZfmPacket, ZFM_DEFAULT_ADDRESS, type ZfmPacket, type ZfmPacketKind } from './packet.ts';
