/**
 * All that is said of one token: what it claims and its bytes on one side, what can be done with it on the other.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { seen } from '../state.ts'
import type { State } from '../state.ts'
import { byteMap } from './byte-map.ts'
import { checkPanel } from './check-panel.ts'
import { factsPanel } from './facts-panel.ts'
import { lockPanel } from './lock-panel.ts'
import { narrowPanel } from './narrow-panel.ts'
import { pastePanel } from './paste-panel.ts'
import { qrPanel } from './qr-panel.ts'
import { scopePanel } from './scope-panel.ts'
import { timePanel } from './time-panel.ts'

export function inspectView(state: State): TemplateResult {
  const said = seen(state)
  return html`
    <div class="column">
      ${pastePanel(state)}
      ${said === undefined ? '' : [factsPanel(state, said), timePanel(state, said), scopePanel(state, said)]}
      ${byteMap(state)}
    </div>
    <div class="column">
      ${lockPanel(state)}
      ${said === undefined ? '' : [checkPanel(state, said), narrowPanel(state, said), qrPanel(state)]}
    </div>
  `
}
