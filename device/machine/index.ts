// The machine beneath the service: started anew, and its clock set. Beside it, whoever keeps the service alive.
export * from './machine.ts';
export * from './supervisor.ts';
export * from './systemd-machine.ts';
export * from './systemd-supervisor.ts';
