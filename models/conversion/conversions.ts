// Which conversions there are, for whoever reads of one without making it.

/** What is converted from what: `minifasnet` from one file of PyTorch, `mxnet` from a symbol and a file of parameters. */
export const CONVERSIONS = ['minifasnet', 'mxnet'] as const;
export type Conversion = (typeof CONVERSIONS)[number];
