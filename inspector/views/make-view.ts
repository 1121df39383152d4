/**
 * Making: a scope by clicking, a secret that never leaves the page, and a token of latchkey's or of Django's.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { keygen } from 'latchkey'
import { mint } from '../make.ts'
import type { Order } from '../make.ts'
import { getState, setState } from '../state.ts'
import type { State } from '../state.ts'
import { choiceField, textField, tickField } from './fields.ts'
import { lifeChoices } from './life-choices.ts'
import { madeToken } from './made-token.ts'
import { scopeBuilder } from './scope-builder.ts'

export function makeView(state: State): TemplateResult {
  const { draft, order, made } = state.making
  const isDjango = order.format === 'django'
  return html`
    <section class="panel make" aria-labelledby="make-title">
      <h2 id="make-title">Make a token</h2>
      <fieldset class="layers">
        <legend>Format</legend>
        ${formatChoice(order, 'latchkey', 'latchkey')}${formatChoice(order, 'django', 'Django')}
      </fieldset>
      <h3>What it grants</h3>
      ${scopeBuilder(state, 'make', draft, (next) => change({ draft: next, made: undefined }))}
      <h3>How it lives</h3>
      ${
        isDjango
          ? html`<p class="hint">
              Django's format has a scope and the second it was made in, and nothing more.
            </p>`
          : html`
              <div class="pair">
                ${choiceField({
                  id: 'make-life',
                  label: 'Life',
                  value: order.expiresIn,
                  choices: [...lifeChoices, ['', 'does not expire']],
                  set: (expiresIn) => orderMore({ expiresIn }),
                })}
                ${textField({
                  id: 'make-uses',
                  label: 'Uses',
                  value: order.uses,
                  set: (uses) => orderMore({ uses }),
                  placeholder: 'not limited',
                })}
              </div>
              ${textField({
                id: 'make-subject',
                label: 'Given to',
                value: order.subject,
                set: (subject) => orderMore({ subject }),
                placeholder: 'a name or an address; empty: whoever has it',
              })}
              <div class="ticks">
                ${tickField('Unique: differs from every other token', order.unique, (unique) => orderMore({ unique }))}
                ${tickField('Sealed: nobody can narrow it', order.sealed, (sealed) => orderMore({ sealed }))}
              </div>
            `
      }
      <h3>With which secret</h3>
      ${textField({
        id: 'make-secret',
        label: isDjango ? 'SECRET_KEY of the site' : 'Secret',
        value: order.secret,
        set: (secret) => orderMore({ secret }),
        type: state.showsSecret ? 'text' : 'password',
        placeholder: isDjango ? '' : 'lksecret1_…',
        hint: 'It stays in this page and is forgotten with it.',
      })}
      <div class="row start">
        ${tickField('Show it', state.showsSecret, (showsSecret) => setState({ showsSecret }))}
        ${
          isDjango
            ? ''
            : html`<button type="button" class="quiet" @click=${() => orderMore({ secret: keygen() })}>
                Draw a new one
              </button>`
        }
      </div>
      ${textField({
        id: 'make-salt',
        label: 'Salt',
        value: order.salt,
        set: (salt) => orderMore({ salt }),
        placeholder: isDjango ? 'access_tokens.token' : 'none: a name space such as invitation',
      })}
      <button
        type="button"
        class="primary"
        @click=${() => {
          const result = mint({ ...order, scope: draft.text }, state.known?.lock, Date.now)
          const isMade = 'token' in result
          setState({
            making: { ...getState().making, made: result },
            // What was made can be checked at once.
            ...(isMade && {
              check: { ...state.check, secret: order.secret, salt: order.salt, required: draft.text },
            }),
          })
        }}
      >
        Make the token
      </button>
      ${madeToken(made)}
    </section>
  `
}

function formatChoice(order: Order, format: Order['format'], name: string): TemplateResult {
  return html`<label class=${order.format === format ? 'chosen' : ''}>
    <input
      type="radio"
      name="format"
      .checked=${order.format === format}
      @change=${() => orderMore({ format })}
    />${name}
  </label>`
}

function change(more: Partial<State['making']>): void {
  setState({ making: { ...getState().making, ...more } })
}

function orderMore(more: Partial<Order>): void {
  change({ order: { ...getState().making.order, ...more }, made: undefined })
}
