// Figures as sentences have them.

export const whole = (value: number, unit: number): number => Math.floor(value / unit);
export const percent = (share: number): number => Math.round(share * 100);
