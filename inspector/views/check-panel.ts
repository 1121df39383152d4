/**
 * The check: with a secret, a required scope and an age, the verdict that a server would give, stage by stage.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { scope } from 'latchkey'
import type { Scope } from 'latchkey'
import { judge } from '../judge.ts'
import type { Judgement, Terms } from '../judge.ts'
import { shown } from '../lives.ts'
import { getState, setState } from '../state.ts'
import type { Seen, State } from '../state.ts'
import { textField } from './fields.ts'

/** A longer scope is not offered as what is required. */
const offeredGrants = 12
const marks = { passed: '✓', failed: '✗', open: '·', skipped: '–' }
const words = { passed: 'passed', failed: 'failed', open: 'not reached', skipped: 'not asked' }

export function checkPanel(state: State, said: NonNullable<Seen>): TemplateResult {
  if (said.format === 'django' && said.inspected.ok && said.inspected.compressed)
    return html`<section class="panel check" aria-labelledby="check-title">
      <h2 id="check-title">Check</h2>
      <p class="hint">Its body is compressed, which this page cannot undo: check it on a server.</p>
    </section>`
  const { check, diagnosis, known, now, showsSecret } = state
  const isDjango = said.format === 'django'
  const asked =
    check.secret === '' ? undefined : judge(diagnosis.token, isDjango, check, { lock: known?.lock, now })
  const problems = asked?.problems ?? {}
  const granted = said.inspected.ok ? shown(said.inspected.unverifiedScope ?? []) : []
  const isBound = said.format === 'latchkey' && said.inspected.unverifiedBound
  return html`
    <section class="panel check" aria-labelledby="check-title">
      <h2 id="check-title">Check</h2>
      ${textField({
        id: 'secret',
        label: isDjango ? 'SECRET_KEY of the site' : 'Secret, or several with commas',
        value: check.secret,
        set: (secret) => change({ secret }),
        type: showsSecret ? 'text' : 'password',
        placeholder: isDjango ? '' : 'lksecret1_…',
        hint: 'It stays in this page and is forgotten with it.',
        problem: problems.secret,
      })}
      <label class="tick inline"
        ><input
          type="checkbox"
          .checked=${showsSecret}
          @change=${() => setState({ showsSecret: !showsSecret })}
        />Show it</label
      >
      ${textField({
        id: 'required',
        label: 'Required scope',
        value: check.required,
        set: (required) => change({ required }),
        placeholder: 'blog.Post:42#read',
        hint: 'Left empty: only whether it is genuine and alive.',
        problem: problems.required,
      })}
      ${
        granted.length > 0 && granted.length <= offeredGrants
          ? html`<button
              type="button"
              class="quiet"
              @click=${() => change({ required: notationOf(granted) })}
            >
              Require all that it says
            </button>`
          : ''
      }
      <div class="pair">
        ${textField({
          id: 'max-age',
          label: 'Greatest age',
          value: check.maxAge,
          set: (maxAge) => change({ maxAge }),
          placeholder: '5m, 12h, 7d',
          problem: problems.maxAge,
        })}
        ${textField({
          id: 'salt',
          label: 'Salt',
          value: check.salt,
          set: (salt) => change({ salt }),
          placeholder: isDjango ? 'access_tokens.token' : 'none',
          problem: problems.salt,
        })}
      </div>
      ${
        isBound
          ? html`<div class="field">
              <label for="bind">Bound values, one a line</label>
              <textarea
                id="bind"
                class="code"
                rows="2"
                spellcheck="false"
                aria-describedby="bind-hint"
                .value=${check.bind}
                @input=${(event: Event) => change({ bind: (event.target as HTMLTextAreaElement).value })}
              ></textarea>
              <p id="bind-hint" class=${problems.bind === undefined ? 'hint' : 'problem'}>
                ${problems.bind ?? '7 is a number, true a boolean, anything else a text; "7" is the text.'}
              </p>
            </div>`
          : ''
      }
      <div role="status" class="verdict-box">${verdictOf(asked)}</div>
    </section>
  `
}

function change(terms: Partial<Terms>): void {
  setState({ check: { ...getState().check, ...terms } })
}

function verdictOf(asked: Judgement | undefined): TemplateResult {
  const verdict = asked?.verdict
  if (verdict === undefined)
    return html`<p class="verdict waiting">
      ${asked === undefined ? 'With the secret, the verdict of a server stands here.' : 'Something above has to be mended first.'}
    </p>`
  return html`
    <p class="verdict ${verdict.ok ? 'valid' : 'refused'}">
      <strong>${verdict.ok ? 'valid' : verdict.reason}</strong>
      ${verdict.ok ? 'It is genuine, alive, and grants what is required.' : `${verdict.detail}.`}
    </p>
    ${
      !verdict.ok && verdict.missing !== undefined
        ? html`<p class="missing">Missing: <code>${notationOf(verdict.missing)}</code></p>`
        : ''
    }
    <ol class="stages">
      ${asked!.stages.map(
        ({ name, state, detail }) =>
          html`<li class=${state}>
            <span aria-hidden="true">${marks[state]}</span><strong>${name}</strong>
            <span class="hidden">${words[state]}:</span> <span>${detail}</span>
          </li>`,
      )}
    </ol>
  `
}

function notationOf(given: Scope): string {
  return scope.format(given)
}
