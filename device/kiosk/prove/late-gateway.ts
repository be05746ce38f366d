// The way to the provider's gateway, once there is one: the link to the fleet is made after the flows that ask.
import { KioskError } from '../../../protocol/index.ts';
import type { GatewayPort } from '../../flows/prove/index.ts';

export class LateGateway implements GatewayPort {
  #gateway: GatewayPort | undefined;

  open(gateway: GatewayPort): void {
    this.#gateway = gateway;
  }

  ask: GatewayPort['ask'] = async (question, signal) => {
    if (!this.#gateway) throw new KioskError('FLEET_UNREACHABLE', { service: question.service, why: 'no fleet' });
    return await this.#gateway.ask(question, signal);
  };
}
