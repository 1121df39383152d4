/**
 * How long a new token may live, as a choice.
 */
export const lifeChoices: readonly (readonly [value: string, name: string])[] = [
  ['15m', '15 minutes'],
  ['1h', '1 hour'],
  ['12h', '12 hours'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['365d', '365 days'],
]
