/**
 * The lock: a file that names the numbers of compact tokens. It is dropped, chosen or pasted, and is no secret.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { setLock } from '../state.ts'
import type { State } from '../state.ts'
import { plural } from '../words.ts'

export function lockPanel({ known, lockText, lockProblem }: State): TemplateResult {
  return html`
    <details class="lock" ?open=${lockProblem !== undefined}>
      <summary>
        <h2>Lock</h2>
        <span class="state" id="lock-state">
          ${known === undefined ? 'none: numbers stay numbers' : `names ${plural(known.count, 'path')}`}
        </span>
      </summary>
      <p>
        Compact tokens have numbers in place of names. Drop the servers' <code>latchkey.lock.json</code> on
        this page, or paste it here. There is no secret in it.
      </p>
      <label for="lock-text">Contents of latchkey.lock.json</label>
      <textarea
        id="lock-text"
        class="code"
        rows="5"
        spellcheck="false"
        autocomplete="off"
        aria-invalid=${lockProblem === undefined ? 'false' : 'true'}
        aria-describedby="lock-state lock-problem"
        .value=${live(lockText)}
        @input=${(event: Event) => setLock((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <p id="lock-problem" class="problem" role="status">${lockProblem ?? ''}</p>
      <div class="row">
        <label class="file">
          Choose a file
          <input
            type="file"
            accept=".json,application/json"
            @change=${async (event: Event) => {
              const file = (event.target as HTMLInputElement).files?.[0]
              if (file !== undefined) setLock(await file.text())
            }}
          />
        </label>
        <button type="button" class="quiet" ?disabled=${lockText === ''} @click=${() => setLock('')}>
          Take away
        </button>
      </div>
    </details>
  `
}

/** Opens the panel, from where names are missing. */
export function lockButton(): TemplateResult {
  return html`<button type="button" class="quiet" @click=${openPanel}>Give the lock</button>`
}

function openPanel(): void {
  document.querySelector<HTMLDetailsElement>('.lock')!.open = true
  document.querySelector<HTMLElement>('#lock-text')!.focus()
}
