// The IN/OUT rules of the configuration as the flow wants them.
import type { ProposalRules } from '../flows/direction.ts';
import type { Config } from './schema.ts';

/** `HH:MM`, as the schema has checked. */
const minuteOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

export const proposalRules = (clock: Config['clock']): ProposalRules => ({
  dayStartsAtMinute: minuteOf(clock.dayStartsAt),
  longestShiftMs: clock.longestShiftHours * 3_600_000,
  outFromMinute: minuteOf(clock.proposeOutFrom),
  outUntilMinute: minuteOf(clock.proposeOutUntil),
});
