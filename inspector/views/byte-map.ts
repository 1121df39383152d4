/**
 * The byte map: the bytes of a token, colored by what they are, and the field under the pointer or the keyboard explained.
 *
 * It is one stop of the keyboard; the arrows go from field to field.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { guard } from 'lit-html/directives/guard.js'
import { keyed } from 'lit-html/directives/keyed.js'
import { explain } from '../bytes/explain.ts'
import { explainDjango } from '../bytes/explain-django.ts'
import { tints } from '../bytes/walk.ts'
import type { Field, Part, Tint } from '../bytes/walk.ts'
import { readableStart } from '../diagnose.ts'
import { getState, keepLast, seen, setState } from '../state.ts'
import type { State } from '../state.ts'
import { plural } from '../words.ts'
import { fromBase64url } from '../../src/text/base64url.ts'
import { toHex } from '../../src/text/hex.ts'

interface ByteMap {
  readonly parts: readonly Part[]
  readonly fields: readonly Field[]
  /** What a field is shown as: its bytes, or its characters. */
  readonly show: (field: Field) => string
  /** Which characters of the token it stands in. */
  readonly characters: (field: Field) => readonly [start: number, end: number]
}

const mapOf = keepLast((state): ByteMap => {
  const { token, kind } = state.diagnosis
  if (kind === 'django') {
    const said = seen(state)
    const issuedAt = said?.inspected.ok ? said.inspected.unverifiedIssuedAt : undefined
    const parts = explainDjango(token, issuedAt)
    return {
      parts,
      fields: parts.flatMap(({ fields }) => fields),
      show: ({ start, end }) => token.slice(start, end),
      characters: ({ start, end }) => [start, end],
    }
  }
  const start = readableStart(token)
  const parts = explain(start, state.known?.index)
  const bytes = fromBase64url(start)
  const hex = typeof bytes === 'string' ? '' : toHex(bytes)
  return {
    parts,
    fields: parts.flatMap(({ fields }) => fields),
    show: (field) => hex.slice(2 * field.start, 2 * field.end).replaceAll(/..(?=.)/g, '$& '),
    characters: (field) => [Math.floor((field.start * 4) / 3), Math.ceil((field.end * 4) / 3)],
  }
})

export function byteMap(state: State): TemplateResult | string {
  const map = mapOf(state)
  const field = map.fields[state.field]
  if (field === undefined) return ''
  const { token, kind } = state.diagnosis
  const used = new Set(map.fields.map(({ tint }) => tint))
  return html`
    <section class="panel bytes" aria-labelledby="bytes-title">
      <h2 id="bytes-title">${kind === 'django' ? 'Character by character' : 'Byte by byte'}</h2>
      <div class="map-and-text">
        <div>
          <p class="token-text code ${field.tint}" aria-hidden="true">${token}</p>
          <div
            class="map code"
            role="listbox"
            aria-label="The parts of the token, ${plural(map.fields.length, 'field')}"
            @pointerover=${select}
            @click=${select}
            @focusin=${select}
            @keydown=${move}
          >
            ${guard([map, state.field], () => mapParts(map, state.field))}
          </div>
          <ul class="legend" aria-label="Colors">
            ${(Object.keys(tints) as Tint[])
              .filter((tint) => used.has(tint))
              .map((tint) => html`<li><span class="swatch ${tint}"></span>${tints[tint]}</li>`)}
          </ul>
        </div>
        ${keyed(field, explanation(field, map, kind === 'django' ? 'character' : 'byte'))}
      </div>
    </section>
  `
}

/** Marks the characters of the field that is explained, without moving any: to be called after each rendering. */
export function markCharacters(state: State): void {
  if (!('highlights' in CSS)) return
  const field = mapOf(state).fields[state.field]
  const shown = document.querySelector('.token-text')?.childNodes ?? []
  const text = [...shown].find((node) => node instanceof Text)
  if (field === undefined || text === undefined) return
  const [start, end] = mapOf(state).characters(field)
  const range = new Range()
  range.setStart(text, start)
  range.setEnd(text, end)
  CSS.highlights.set('field', new Highlight(range))
}

function mapParts({ parts, show }: ByteMap, selected: number): readonly TemplateResult[] {
  let index = 0
  return parts.map(
    ({ title, fields }) => html`
      <div role="group" aria-label=${title}>
        <span class="part" aria-hidden="true">${title}</span>
        <span class="fields"
          >${fields.map((field) => {
            const own = index++
            return html`<span
              role="option"
              class=${field.tint}
              data-index=${own}
              tabindex=${own === selected ? 0 : -1}
              aria-selected=${own === selected ? 'true' : 'false'}
              ><span aria-hidden="true">${show(field)}</span
              ><span class="hidden">${field.label}: ${field.value}</span></span
            > `
          })}</span
        >
      </div>
    `,
  )
}

function explanation(field: Field, { show }: ByteMap, unit: string): TemplateResult {
  const { label, value, note, bits, start, end, section, tint } = field
  const shown = show(field)
  const last = end - 1
  return html`
    <div class="explanation" tabindex="0" role="group" aria-label="Explanation">
      <p class="where">
        ${start === last ? `${unit} ${start}` : `${unit}s ${start} to ${last}`}
        <span>${section === 'django' ? 'django.core.signing' : `SPEC §${section}`}</span>
      </p>
      <h3><span class="swatch ${tint}"></span>${label}</h3>
      <p class="value">${value}</p>
      ${unit === 'byte' ? html`<p class="code raw">${shown.length > 95 ? `${shown.slice(0, 95)} …` : shown}</p>` : ''}
      <p>${note}</p>
      ${
        bits === undefined
          ? ''
          : html`<table>
              <caption class="hidden">
                Bit by bit
              </caption>
              <tbody>
                ${bits.map(
                  (each) =>
                    html`<tr>
                      <th scope="row" class="code">${each.bits}</th>
                      <td>${each.means}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>
  `
}

function select(event: Event): void {
  const index = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset['index']
  if (index !== undefined && Number(index) !== getState().field) setState({ field: Number(index) })
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

function move(event: KeyboardEvent): void {
  const { field } = getState()
  const last = mapOf(getState()).fields.length - 1
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? last : field + (steps[event.key] ?? 0)
  if (!(event.key in steps || event.key === 'Home' || event.key === 'End')) return
  event.preventDefault()
  const list = event.currentTarget as HTMLElement
  list.querySelector<HTMLElement>(`[data-index="${Math.max(0, Math.min(last, next))}"]`)?.focus()
}
