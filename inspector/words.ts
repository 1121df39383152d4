/**
 * How times, spans and counts are written on the page.
 */

/** A time in UTC, to the second. */
export function formatDate(milliseconds: number): string {
  const date = new Date(milliseconds)
  return `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 19)} UTC`
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** A span by its two largest units: `7 days`, `1 hour 30 minutes`. */
export function formatSpan(seconds: number): string {
  if (seconds >= 2 * 365 * 86_400) return plural(Math.floor(seconds / (365.25 * 86_400)), 'year')
  const first = units.findIndex(([, length]) => seconds >= length)
  if (first < 0) return '0 seconds'
  const [name, length] = units[first]!
  const whole = plural(Math.floor(seconds / length), name)
  const next = units[first + 1]
  const rest = next === undefined ? 0 : Math.floor((seconds % length) / next[1])
  return next === undefined || rest === 0 ? whole : `${whole} ${plural(rest, next[0])}`
}

/** A count and its noun. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
