/**
 * When a token was issued and when it ends, on a line with now.
 */
import { html, svg } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import type { Seen, State } from '../state.ts'
import { formatDate, formatSpan } from '../words.ts'

interface Moment {
  readonly name: string
  readonly at: number
  readonly kind: 'issued' | 'cut' | 'end' | 'now'
}

export function timePanel({ now }: State, said: NonNullable<Seen>): TemplateResult | string {
  if (!said.inspected.ok) return ''
  const issued = said.inspected.unverifiedIssuedAt.getTime()
  const ends = said.format === 'latchkey' ? endsOf(said.inspected) : []
  const expiry = ends.length === 0 ? undefined : Math.min(...ends.map(({ at }) => at))
  const last = Math.max(now, issued, ...ends.map(({ at }) => at))
  const from = Math.min(now, issued)
  const to = last === now || expiry === undefined ? last + Math.max((last - from) * 0.15, 60_000) : last
  const place = (at: number): string => `${((100 * (at - from)) / (to - from)).toFixed(2)}%`
  // In an order that does not change as time goes by.
  const moments: readonly Moment[] = [
    { name: 'Issued', at: issued, kind: 'issued' },
    ...ends,
    { name: 'Now', at: now, kind: 'now' },
  ]
  const isDead = expiry !== undefined && now >= expiry
  return html`
    <section class="panel time" aria-labelledby="time-title">
      <h2 id="time-title">Time</h2>
      <svg class="line ${isDead ? 'dead' : ''}" aria-hidden="true" width="100%" height="36">
        <line class="ground" x1="0" x2="100%" y1="50%" y2="50%" />
        <line
          class="life ${expiry === undefined ? 'endless' : ''}"
          x1=${place(issued)}
          x2=${place(expiry ?? to)}
          y1="50%"
          y2="50%"
        />
        ${moments.map(({ at, kind }) =>
          kind === 'now'
            ? svg`<line class="moment now" x1=${place(at)} x2=${place(at)} y1="2" y2="34" />`
            : svg`<circle class="moment ${kind}" cx=${place(at)} cy="50%" r=${kind === 'cut' ? 4 : 6} />`,
        )}
      </svg>
      <ol>
        ${moments.map(
          ({ name, at, kind }) =>
            html`<li class=${kind}>
              <strong>${name}</strong> <time datetime=${new Date(at).toISOString()}>${formatDate(at)}</time>
              <span>${kind === 'now' ? '' : fromNow(at, now)}</span>
            </li>`,
        )}
        ${expiry === undefined ? html`<li class="endless"><strong>No expiry</strong> <span>it lives until its secret goes, or as long as a check allows</span></li>` : ''}
      </ol>
    </section>
  `
}

function endsOf({
  unverifiedRoot,
  unverifiedNarrowings,
}: Extract<NonNullable<Seen>, { format: 'latchkey' }>['inspected']): readonly Moment[] {
  const parts = [unverifiedRoot, ...unverifiedNarrowings]
  const ends = parts.flatMap(({ unverifiedExpiresAt }, index) =>
    unverifiedExpiresAt === undefined ? [] : [{ index, at: unverifiedExpiresAt.getTime() }],
  )
  const earliest = Math.min(...ends.map(({ at }) => at))
  return ends.map(({ index, at }) => {
    const name = index === 0 ? 'Ends as made' : `Ends by narrowing ${index}`
    return at === earliest
      ? { name: ends.length === 1 ? 'Expires' : name, at, kind: 'end' }
      : { name, at, kind: 'cut' }
  })
}

function fromNow(at: number, now: number): string {
  const seconds = Math.abs(at - now) / 1000
  return at > now ? `in ${formatSpan(seconds)}` : `${formatSpan(seconds)} ago`
}
