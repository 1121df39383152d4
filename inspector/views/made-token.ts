/**
 * A token that was just made, to be copied or looked at.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import type { Made } from '../make.ts'
import { paste, setState } from '../state.ts'
import { plural } from '../words.ts'

export function madeToken(made: Made | undefined): TemplateResult {
  return html`<div role="status" class="made">
    ${made === undefined ? '' : 'problem' in made ? html`<p class="problem">${made.problem}</p>` : result(made.token)}
  </div>`
}

function result(token: string): TemplateResult {
  return html`
    <p class="code new-token" tabindex="0" role="group" aria-label="The new token">${token}</p>
    <p class="hint">${plural(token.length, 'character')}</p>
    <div class="row start">
      <button type="button" @click=${copy}>Copy</button>
      <button
        type="button"
        class="quiet"
        @click=${() => {
          paste(token)
          scrollTo({ top: 0 })
          document.querySelector<HTMLElement>('#pasted')?.focus()
        }}
      >
        Inspect it
      </button>
    </div>
  `
}

/** Copies the token beside the button, or selects it where the browser does not let a page copy. */
async function copy(event: Event): Promise<void> {
  const shown = (event.target as Element).closest('.made')!.querySelector('.new-token')!
  try {
    await navigator.clipboard.writeText(shown.textContent)
    setState({ said: 'Copied.' })
  } catch {
    getSelection()?.selectAllChildren(shown)
    setState({ said: 'Selected: copy it with the keyboard.' })
  }
}
