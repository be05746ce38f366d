// The metrics of this terminal, for a Prometheus that runs beside it: on loopback, like all that the screen's server has.
import type { FastifyInstance } from 'fastify';
import type { TerminalMetrics } from '../metrics/index.ts';

export function metricsRoute(server: FastifyInstance, metrics: Pick<TerminalMetrics, 'text' | 'contentType'>): void {
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
