/**
 * Where a token is pasted, and what it was found to be.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import type { Diagnosis } from '../diagnose.ts'
import { examples } from '../examples.ts'
import { paste, setState } from '../state.ts'
import type { State } from '../state.ts'

const marks: Readonly<Record<Diagnosis['kind'], string>> = {
  empty: '',
  whole: '✓',
  django: '✓',
  broken: '!',
  secret: '!',
  foreign: '?',
}

export function pastePanel(state: State): TemplateResult {
  const { diagnosis, pasted } = state
  const { kind, title, detail, place } = diagnosis
  return html`
    <section class="paste" aria-label="Paste">
      <div class="row">
        <label for="pasted">Token, link or Authorization header</label>
        <button
          type="button"
          class="quiet"
          ?disabled=${pasted === '' && kind === 'empty'}
          @click=${() => {
            paste('')
            document.querySelector<HTMLElement>('#pasted')?.focus()
          }}
        >
          Clear
        </button>
      </div>
      <textarea
        id="pasted"
        class="code"
        rows="3"
        spellcheck="false"
        autocomplete="off"
        autocapitalize="off"
        placeholder="lk…"
        aria-describedby="diagnosis"
        .value=${live(pasted)}
        @input=${(event: Event) => paste((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <div id="diagnosis" class="diagnosis ${kind}" role="status">
        <span class="mark-of" aria-hidden="true">${marks[kind]}</span>
        <p><strong>${title}</strong>${place === undefined ? '' : html`<em>${place}</em>`}<br />${detail}</p>
      </div>
      ${kind === 'empty' ? exampleList() : ''}
    </section>
  `
}

function exampleList(): TemplateResult {
  return html`
    <div class="examples">
      <h2>Or look at an example</h2>
      <ul>
        ${examples.map(
          ({ title, detail, make }) => html`
            <li>
              <button
                type="button"
                @click=${() => {
                  const { token, ...change } = make(Date.now())
                  setState(change)
                  paste(token)
                }}
              >
                <strong>${title}</strong><span>${detail}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    </div>
  `
}
