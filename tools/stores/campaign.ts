/**
 * What every campaign is given, and what it gives back.
 */
import type { Engine } from './engine.ts'

/** How much of it: the short run of every check, or the long one. */
export interface Size {
  readonly isLong: boolean
  /** The name of the engine's file. */
  readonly file: string
}

/** Shows one property of an engine; gives the line of figures that it prints, and throws where the property does not hold. */
export type Campaign = (engine: Engine, size: Size) => Promise<string>

/** Throws unless it holds. */
export function hold(condition: boolean, what: string): void {
  if (!condition) throw new Error(what)
}

/** The value below which a share of a list lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
