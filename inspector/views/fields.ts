/**
 * A labelled field of a form, with its hint and its problem.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'

interface FieldOptions {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly set: (value: string) => void
  readonly hint?: string
  readonly problem?: string | undefined
  readonly placeholder?: string
  readonly type?: string
}

/** A field of one line. Nothing in it is corrected, completed or kept by the browser. */
export function textField(options: FieldOptions): TemplateResult {
  const { id, label, value, set, hint, problem, placeholder = '', type = 'text' } = options
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        class="code"
        type=${type}
        spellcheck="false"
        autocomplete="off"
        autocapitalize="off"
        placeholder=${placeholder}
        aria-invalid=${problem === undefined ? 'false' : 'true'}
        aria-describedby="${id}-hint"
        .value=${live(value)}
        @input=${(event: Event) => set((event.target as HTMLInputElement).value)}
      />
      <p id="${id}-hint" class=${problem === undefined ? 'hint' : 'problem'}>${problem ?? hint ?? ''}</p>
    </div>
  `
}

/** A choice of one of several. */
export function choiceField(options: {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, name: string])[]
  readonly set: (value: string) => void
}): TemplateResult {
  const { id, label, value, choices, set } = options
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${choices.map(([each, name]) => html`<option value=${each} ?selected=${each === value}>${name}</option>`)}
      </select>
    </div>
  `
}

/** A box to tick. */
export function tickField(
  label: string,
  isTicked: boolean,
  set: (isTicked: boolean) => void,
): TemplateResult {
  return html`<label class="tick"
    ><input
      type="checkbox"
      .checked=${live(isTicked)}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
    />${label}</label
  >`
}
