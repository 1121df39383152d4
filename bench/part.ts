/**
 * What a part of the benchmark tells: plain data, which results.json keeps, and from which the report and its plots are written.
 */

/** One part, measured. */
export interface Section {
  readonly title: string
  /** Paragraphs in front of the tables. */
  readonly text: readonly string[]
  readonly tables: readonly Table[]
  /** By the name of their file. */
  readonly plots: Readonly<Record<string, Plot>>
  /** What other documents may cite, by name. */
  readonly figures: Readonly<Record<string, number>>
  readonly goals: readonly Goal[]
}

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What latchkey set out to reach, and whether it did in this run. Goals are told, never asserted: a benchmark is no test. */
export interface Goal {
  readonly goal: string
  readonly measured: string
  /** `null` where it could not be measured. */
  readonly reached: boolean | null
}

export type Plot = Bars | Lines

interface Drawing {
  /** The finding, in one sentence. */
  readonly title: string
  /** What is drawn, with its unit. */
  readonly label: string
  readonly logarithmic: boolean
}
/** One bar a row, in the order of the rows. */
export interface Bars extends Drawing {
  readonly kind: 'bars'
  readonly rows: readonly Bar[]
}
export interface Bar {
  readonly name: string
  readonly value: number
  /** Drawn in the color of latchkey. */
  readonly own: boolean
}
/** One line a series, five at most; `label` is that of the vertical axis. */
export interface Lines extends Drawing {
  readonly kind: 'lines'
  readonly across: string
  readonly points: readonly Point[]
}
export interface Point {
  readonly series: string
  readonly x: number
  readonly y: number
}

/** How exactly a part measures: `quick` is for trying it out, and nothing is written. */
export interface Effort {
  readonly quick: boolean
}
/** What each file of parts/ exports. */
export interface Part {
  readonly measure: (effort: Effort) => Promise<Section>
}

export function atMost(what: string, most: number, ratio: number): Goal {
  return { goal: `${what}: at most ${most} ×`, measured: `${ratio.toFixed(2)} ×`, reached: ratio <= most }
}
