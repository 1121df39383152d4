/**
 * The token, or the link that was pasted, as a QR code.
 */
import { correction, generate } from 'lean-qr'
import type { Bitmap2D } from 'lean-qr'
import { toSvgPath } from 'lean-qr/extras/svg'
import { html, svg } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { keepLast } from '../state.ts'
import type { State } from '../state.ts'
import { plural } from '../words.ts'

/** What the largest code holds with the least correction. */
const mostCharacters = 2953
/** The white edge that readers need, in modules. */
const edge = 4

const codeOf = keepLast(({ diagnosis: { shared } }): Bitmap2D | undefined =>
  shared.length > mostCharacters ? undefined : generate(shared, { minCorrectionLevel: correction.L }),
)

export function qrPanel(state: State): TemplateResult {
  const { shared, token } = state.diagnosis
  const code = codeOf(state)
  return html`
    <section class="panel qr" aria-labelledby="qr-title">
      <h2 id="qr-title">QR code</h2>
      ${
        code === undefined
          ? html`<p class="hint">
              ${plural(shared.length, 'character')} are too many for a QR code, which holds
              ${mostCharacters.toLocaleString('en')}.
            </p>`
          : picture(code, shared === token ? 'token' : 'link')
      }
    </section>
  `
}

function picture(code: Bitmap2D, content: string): TemplateResult {
  const size = code.size + 2 * edge
  return html`
    <svg
      role="img"
      aria-label="QR code of the ${content}"
      viewBox="${-edge} ${-edge} ${size} ${size}"
      shape-rendering="crispEdges"
    >
      <rect x=${-edge} y=${-edge} width=${size} height=${size} fill="#fff" />
      ${svg`<path fill="#000" fill-rule="evenodd" d=${toSvgPath(code)} />`}
    </svg>
    <p class="hint">Of the ${content}. Whoever scans it has it.</p>
  `
}
