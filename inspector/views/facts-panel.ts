/**
 * What a token says of itself, in a few lines, each of them unverified.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { scope } from 'latchkey'
import type { Inspected, Subject } from 'latchkey'
import { formatId } from '../../src/notation.ts'
import type { Seen, State } from '../state.ts'
import { formatSpan, plural } from '../words.ts'
import { lockButton } from './lock-panel.ts'

/** Of two columns. A life is told longer and shorter as it goes by, and must not move what follows. */
const wideFacts = new Set(['Life', 'Id', 'Expiry', 'Form'])

type Fact = readonly [name: string, value: TemplateResult | string]

export function factsPanel({ now, known }: State, said: NonNullable<Seen>): TemplateResult {
  const facts = said.format === 'latchkey' ? ownFacts(said.inspected, now) : djangoFacts(said.inspected)
  const isUnnamed = said.format === 'latchkey' && said.inspected.numbered
  return html`
    <section class="panel facts" aria-labelledby="facts-title">
      <div class="row">
        <h2 id="facts-title">What it says</h2>
        <span class="badge">unverified</span>
      </div>
      ${
        isUnnamed
          ? html`<p class="hint">
              ${
                known === undefined
                  ? html`#3 and such are numbers: the lock of the servers names them. ${lockButton()}`
                  : 'This lock does not have all numbers of the token: #3 and such stay numbers.'
              }
            </p>`
          : ''
      }
      <dl>
        ${facts.map(
          ([name, value]) =>
            html`<div class=${wideFacts.has(name) ? 'wide' : ''}>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>
  `
}

function ownFacts(seen: Inspected, now: number): readonly Fact[] {
  const { unverifiedSubject, unverifiedUses, unverifiedNarrowings } = seen
  const flags = [
    ...(unverifiedUses === undefined ? [] : [plural(unverifiedUses, 'use')]),
    ...(seen.unverifiedUnique ? ['unique'] : []),
    ...(seen.unverifiedBound ? ['bound to values outside'] : []),
    ...(seen.unverifiedNarrowable ? [] : ['sealed']),
  ]
  return [
    ['Life', lifeOf(seen, now)],
    ['Given to', unverifiedSubject === undefined ? 'whoever has it' : subjectText(unverifiedSubject)],
    [
      'Narrowed',
      unverifiedNarrowings.length === 0
        ? seen.unverifiedNarrowable
          ? 'not yet'
          : 'cannot be'
        : plural(unverifiedNarrowings.length, 'time'),
    ],
    [
      'Flags',
      flags.length === 0 ? 'none' : html`${flags.map((flag) => html`<span class="flag">${flag}</span>`)}`,
    ],
    ['Key id', String(seen.unverifiedKeyId)],
    ['Id', html`<code>${seen.unverifiedId}</code>`],
  ]
}

function lifeOf({ unverifiedIssuedAt, unverifiedExpiresAt }: Inspected, now: number): string {
  if (unverifiedIssuedAt.getTime() - 60_000 > now)
    return `not yet: begins in ${formatSpan((unverifiedIssuedAt.getTime() - now) / 1000)}`
  if (unverifiedExpiresAt === undefined) return 'does not expire'
  const left = (unverifiedExpiresAt.getTime() - now) / 1000
  return left > 0 ? `${formatSpan(left)} left` : `expired ${formatSpan(-left)} ago`
}

function subjectText(subject: Subject): TemplateResult | string {
  if (typeof subject === 'string') return html`<q>${subject}</q>`
  const { app, model, id } = subject
  return html`<code
    >${scope.format([{ app, model, permissions: [] } as never]).slice(0, -1)}:${formatId(id)}</code
  >`
}

function djangoFacts(seen: Extract<NonNullable<Seen>, { format: 'django' }>['inspected']): readonly Fact[] {
  if (!seen.ok) return [['Problem', `${seen.detail}.`]]
  return [
    ['Format', 'django.core.signing'],
    ['Expiry', 'none: whoever checks it says how old it may be'],
    ['Form', `${seen.detail}.`],
    ['Id', html`<code>${seen.unverifiedId}</code>`],
  ]
}
