// What a fleet keeps of people: where, for what, for how long, and how it ends.
export { type FleetPlace, fleetInventory, fleetPage } from './fleet-inventory.ts';
