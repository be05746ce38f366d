// What may be left of people outside of the stores: found, shredded, told, and kept from coming about.
export { clearResidue } from './clear-residue.ts';
export { findResidue } from './find-residue.ts';
export { holderOf, workDirOf } from './holder.ts';
export { forbidCores, mayLeaveNoCore } from './no-cores.ts';
export { swapsIn } from './swap.ts';
