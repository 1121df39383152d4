/**
 * The page: its head, and one of its two views.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { setState } from '../state.ts'
import type { State } from '../state.ts'
import { inspectView } from './inspect-view.ts'
import { lockPanel } from './lock-panel.ts'
import { makeView } from './make-view.ts'

export function page(state: State): TemplateResult {
  return html`
    <header class="top">
      <h1>
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="7.5" cy="12" r="4.5" />
          <path d="M12 12h10m-3 0v4m-4-4v3" />
        </svg>
        latchkey <span>inspector</span>
      </h1>
      <nav aria-label="Views">${tab(state, 'inspect', 'Inspect')}${tab(state, 'make', 'Make')}</nav>
      <p class="promise">Works offline. Nothing leaves this page, and nothing is kept.</p>
    </header>
    <main>
      ${
        state.view === 'inspect'
          ? inspectView(state)
          : html`
              <div class="column">${makeView(state)}</div>
              <div class="column">${lockPanel(state)}</div>
            `
      }
    </main>
    <p class="hidden" role="status">${state.said}</p>
  `
}

function tab(state: State, view: State['view'], name: string): TemplateResult {
  return html`<button
    type="button"
    aria-current=${state.view === view ? 'page' : 'false'}
    @click=${() => setState({ view })}
  >
    ${name}
  </button>`
}
