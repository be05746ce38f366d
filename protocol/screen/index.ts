// What the service tells its screen, and of what.
export * from './kiosk-event.ts';
export * from './operator-page.ts';
export * from './prove-event.ts';
