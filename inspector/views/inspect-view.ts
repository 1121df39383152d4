/**
 * All that is said of one token: what it claims and its bytes on one side, what can be done with it on the other.
 */
import { html, nothing } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { seen } from '../state.ts'
import type { State } from '../state.ts'
import { byteMap } from './byte-map.ts'
import { checkPanel } from './check-panel.ts'
import { factsPanel } from './facts-panel.ts'
import { narrowPanel } from './narrow-panel.ts'
import { qrPanel } from './qr-panel.ts'
import { scopePanel } from './scope-panel.ts'
import { timePanel } from './time-panel.ts'

export function inspectView(state: State): TemplateResult | typeof nothing {
  const said = seen(state)
  if (state.diagnosis.token === '') return nothing
  if (said === undefined) return html`<div class="columns"><div class="column">${byteMap(state)}</div></div>`
  return html`
    <div class="columns">
      <div class="column">
        ${factsPanel(state, said)} ${timePanel(state, said)} ${scopePanel(state, said)} ${byteMap(state)}
      </div>
      <div class="column side">${checkPanel(state, said)} ${narrowPanel(state, said)} ${qrPanel(state)}</div>
    </div>
  `
}
