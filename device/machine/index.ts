// The machine beneath the service: started anew, and its clock set.
export * from './machine.ts';
export * from './systemd-machine.ts';
