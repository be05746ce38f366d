// Trust as terminals need it: their own keys, requests and claims. They load nothing else of the fleet.
export { layOwn, readOrMake, readOwn } from '../key-file.ts';
export { listEndsMs, newKey, newRequest } from './authority.ts';
export { readClaimCode } from './claim-code.ts';
export { type Answered, type Claimant, claimRequest, openClaimAnswer } from './claim-request.ts';
export { isDue } from './renewals.ts';
export { brokerNameOf } from './topic-rules.ts';
