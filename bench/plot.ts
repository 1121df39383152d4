/**
 * Draws plots as SVG, without a browser: readable on a phone, by day and by night.
 *
 * An SVG follows the reader's choice of a dark page by itself, and has a ground of its own for pages that do not.
 */
import * as Plot from '@observablehq/plot'
import type { Axis, Mark, Options } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Bars, Lines, Plot as Drawn, Point } from './part.ts'

const width = 480
const edge = 14
const row = 40
const titleStep = 22
const { document } = parseHTML('<!doctype html><html></html>')

/** Colors by day and by night: `own` is latchkey, the others are for lines beside each other. */
const colors = {
  ground: ['#ffffff', '#0d1117'],
  text: ['#1f2328', '#e6edf3'],
  rule: ['#d1d9e0', '#30363d'],
  own: ['#0969da', '#58a6ff'],
  other: ['#8c959f', '#7d8590'],
  line1: ['#bc4c00', '#f0883e'],
  line2: ['#1a7f37', '#3fb950'],
  line3: ['#8250df', '#bc8cff'],
  line4: ['#6e7781', '#9198a1'],
} as const
const style = [0, 1].map((night) =>
  Object.entries(colors)
    .map(([name, pair]) => `--${name}:${pair[night]}`)
    .join(';'),
)
const color = (name: keyof typeof colors): string => `var(--${name})`

/** The text of a file. */
export function draw(plot: Drawn): string {
  const title = wrap(plot.title)
  const under = edge + title.length * titleStep
  const inner = plot.kind === 'bars' ? bars(plot) : lines(plot)
  inner.setAttribute('y', String(under + 26))
  const below = under + 26 + Number(inner.getAttribute('height'))
  const height = below + edge + (plot.kind === 'bars' ? 0 : 14)
  const texts = title.map((line, index) => at(edge + 15 + index * titleStep, line, 'title'))
  texts.push(at(under + 16, plot.label))
  if (plot.kind === 'lines') texts.push(at(below + 14, plot.across))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(plot.title)}</title>
<style>
svg{${style[0]};color:var(--text);font:14px system-ui,sans-serif}
@media(prefers-color-scheme:dark){svg{${style[1]}}}
text{fill:currentColor}
.title{font-size:17px;font-weight:600}
</style>
<rect width="${width}" height="${height}" rx="8" fill="var(--ground)"/>
${texts.join('\n')}
${inner.outerHTML}
</svg>
`
}

function at(y: number, line: string, name = 'label'): string {
  return `<text x="${edge}" y="${y}" class="${name}">${escape(line)}</text>`
}

/** Lines of about as many letters as the width has room for. */
function wrap(sentence: string): readonly string[] {
  const found: string[] = []
  for (const word of sentence.split(' ')) {
    const last = found.at(-1)
    if (last !== undefined && last.length + word.length < 46) found[found.length - 1] = `${last} ${word}`
    else found.push(word)
  }
  return found
}

function escape(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function render(options: Options): Element {
  const common = { document, width, style: { fontSize: '14px', background: 'none' } }
  return Plot.plot({ ...common, ...options })
}

function axis(values: readonly number[], logarithmic: boolean): Axis {
  const named = { label: null, tickFormat: number } as const
  const greatest = Math.max(...values)
  if (!logarithmic) return { ...named, type: 'linear', domain: [0, greatest * 1.02], ticks: 5 }
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.floor(Math.log10(greatest))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
  return { ...named, type: 'log', domain: [ticks[0]!, greatest * 1.2], ticks }
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 })
}

/** Names stand above their bars, where there is room for them; on a logarithmic scale, where no bar has a length, a point. */
function bars({ rows, logarithmic }: Bars): Element {
  const x = axis(
    rows.map(({ value }) => value),
    logarithmic,
  )
  const [start] = x.domain
  const fill = ({ own }: Bars['rows'][number]): string => color(own ? 'own' : 'other')
  const shape: Mark[] = logarithmic
    ? [
        Plot.ruleY(rows, { y: 'name', x1: start, x2: 'value', stroke: fill, strokeWidth: 2, dy: 9 }),
        Plot.dot(rows, { y: 'name', x: 'value', fill, r: 6, dy: 9 }),
      ]
    : [Plot.barX(rows, { y: 'name', x: 'value', fill, insetTop: 20, insetBottom: 4 })]
  return render({
    height: rows.length * row + 32,
    marginLeft: edge,
    marginRight: 66,
    marginBottom: 28,
    marginTop: 4,
    x,
    y: { type: 'band', domain: rows.map(({ name }) => name), axis: null, padding: 0 },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: color('rule'), strokeOpacity: 1 }),
      ...shape,
      text(rows, { x: start, y: 'name', text: 'name', dy: -9 }),
      text(rows, {
        x: 'value',
        y: 'name',
        text: ({ value }: { value: number }) => number(value),
        dx: 10,
        dy: 9,
      }),
    ],
  })
}

/** Text from `x` on, in front of whatever is drawn there. */
function text(items: readonly unknown[], options: object): Mark {
  const ground = { fill: 'currentColor', stroke: color('ground'), strokeWidth: 4 }
  return Plot.text(items, { textAnchor: 'start', ...ground, ...options })
}

/** The colors of lines, in the order of their series. */
const palette = ['own', 'line1', 'line2', 'line3', 'line4'] as const

/** Each line has its name at its end. */
function lines({ points, logarithmic }: Lines): Element {
  const series = [...new Set(points.map((point) => point.series))]
  const stroke = ({ series: name }: Point): string => color(palette[series.indexOf(name)]!)
  const height = 300
  const [marginTop, marginBottom] = [12, 28]
  const x = axis(
    points.map((point) => point.x),
    true,
  )
  const y = axis(
    points.map((point) => point.y),
    logarithmic,
  )
  return render({
    height,
    marginLeft: 74,
    marginRight: 86,
    marginTop,
    marginBottom,
    x,
    y,
    marks: [
      Plot.gridY({ ticks: y.ticks, stroke: color('rule'), strokeOpacity: 1 }),
      Plot.line(points, { x: 'x', y: 'y', z: 'series', stroke, strokeWidth: 2.5 }),
      Plot.dot(points, { x: 'x', y: 'y', fill: stroke, r: 3.5 }),
      text(ends(points, y, height - marginTop - marginBottom), { x: 'x', y: 'y', text: 'series', dx: 9 }),
    ],
  })
}

/** The last point of each line, moved up where the name of another stands at the same place. */
function ends(points: readonly Point[], y: Axis, height: number): readonly Point[] {
  const last = new Map<string, Point>()
  for (const point of points) last.set(point.series, point)
  const scale = Plot.scale({ y: { type: y.type, domain: y.domain, range: [0, height] } })
  const placed: Point[] = []
  for (const point of [...last.values()].toSorted((one, other) => one.y - other.y)) {
    const below = placed.findLast((one) => one.x === point.x)
    const free = below === undefined ? -Infinity : scale.apply(below.y) + 17
    placed.push(scale.apply(point.y) < free ? { ...point, y: scale.invert(free) } : point)
  }
  return placed
}
