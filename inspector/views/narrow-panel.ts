/**
 * Narrowing: a weaker token from the one at hand, without any secret.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { scope } from 'latchkey'
import { shown } from '../lives.ts'
import { narrowTo } from '../make.ts'
import { getState, setState } from '../state.ts'
import type { Seen, State } from '../state.ts'
import { choiceField } from './fields.ts'
import { lifeChoices } from './life-choices.ts'
import { madeToken } from './made-token.ts'
import { scopeBuilder } from './scope-builder.ts'

/** More grants than these are not offered one by one. */
const offeredGrants = 40

export function narrowPanel(state: State, said: NonNullable<Seen>): TemplateResult {
  return html`
    <section class="panel narrow" aria-labelledby="narrow-title">
      <h2 id="narrow-title">Narrow</h2>
      ${body(state, said)}
    </section>
  `
}

function body(state: State, said: NonNullable<Seen>): TemplateResult {
  if (said.format === 'django') return html`<p class="hint">Django's format has no narrowing.</p>`
  const { inspected } = said
  if (!inspected.unverifiedNarrowable)
    return html`<p class="hint">This token is sealed: it was made so that nobody can narrow it.</p>`
  const { narrowing, diagnosis, known } = state
  const granted = inspected.unverifiedScope
  const canOffer = !inspected.numbered && granted.length > 0 && granted.length <= offeredGrants
  return html`
    <p class="hint">Whoever has a token can make a weaker one. It takes no secret, and cannot be undone.</p>
    ${choiceField({
      id: 'narrow-life',
      label: 'Life from now',
      value: narrowing.expiresIn,
      choices: [['', 'as it is'], ...lifeChoices],
      set: (expiresIn) => change({ expiresIn }),
    })}
    ${
      canOffer && narrowing.draft.text === ''
        ? html`<button
            type="button"
            class="quiet"
            @click=${() => change({ draft: { ...narrowing.draft, text: scope.format(shown(granted)) } })}
          >
            Start from what it grants
          </button>`
        : ''
    }
    ${scopeBuilder(state, 'narrow', narrowing.draft, (draft) => change({ draft }))}
    <button
      type="button"
      class="primary"
      @click=${() => {
        const { text } = narrowing.draft
        change({ made: narrowTo(diagnosis.token, text, narrowing.expiresIn, known?.lock, Date.now) })
      }}
    >
      Narrow the token
    </button>
    ${madeToken(narrowing.made)}
  `
}

function change(more: Partial<State['narrowing']>): void {
  setState({ narrowing: { ...getState().narrowing, made: undefined, ...more } })
}
