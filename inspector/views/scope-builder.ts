/**
 * A scope that is put together by clicking: grants that can be taken away again, and the next one. The text below is the same scope.
 */
import { html } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { LatchkeyError, scope } from 'latchkey'
import type { Scope } from 'latchkey'
import { isDecimal } from '../../src/id.ts'
import { formatId, formatPath, formatPermission } from '../../src/notation.ts'
import { shown } from '../lives.ts'
import { seen } from '../state.ts'
import type { Draft, State } from '../state.ts'
import { textField } from './fields.ts'
import { lockButton } from './lock-panel.ts'

/** A path that can be clicked, and the permissions that are known on it. */
interface Choice {
  readonly path: string
  readonly permissions: readonly string[]
}
/** More are typed. */
const shownChoices = 30
const shownGrants = 40

/** @param prefix Makes the ids of the fields differ where there are two. */
export function scopeBuilder(
  state: State,
  prefix: string,
  draft: Draft,
  set: (draft: Draft) => void,
): TemplateResult {
  const { grants, problem } = readDraft(draft.text)
  const choices = choicesOf(state)
  const chosen = choices.find(({ path }) => path === draft.path)
  const names = draft.permissions
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const toggle = (name: string): void => {
    const rest = names.filter((each) => each !== name)
    set({ ...draft, permissions: (rest.length < names.length ? rest : [...names, name]).join(', ') })
  }
  return html`
    <div class="builder">
      ${grantList(grants, (text) => set({ ...draft, text }))}
      <fieldset class="next">
        <legend>Next grant</legend>
        ${
          choices.length === 0
            ? html`<p class="hint">
                With the lock of the servers, paths and permissions can be clicked. ${lockButton()}
              </p>`
            : html`<div class="choices" role="group" aria-label="Known paths">
                ${choices.map(({ path }) => toggleButton(path, path === draft.path, () => set({ ...draft, path, permissions: '' })))}
              </div>`
        }
        <div class="pair">
          ${textField({
            id: `${prefix}-path`,
            label: 'App or model',
            value: draft.path,
            set: (path) => set({ ...draft, path }),
            placeholder: 'blog.Post, or * for everything',
          })}
          ${textField({
            id: `${prefix}-id`,
            label: 'One object',
            value: draft.id,
            set: (id) => set({ ...draft, id }),
            placeholder: 'its id; empty: all of them',
          })}
        </div>
        ${
          chosen === undefined || chosen.permissions.length === 0
            ? ''
            : html`<div class="choices" role="group" aria-label="Known permissions">
                ${chosen.permissions.map((name) => toggleButton(name, names.includes(name), () => toggle(name)))}
              </div>`
        }
        ${textField({
          id: `${prefix}-permissions`,
          label: 'Permissions',
          value: draft.permissions,
          set: (permissions) => set({ ...draft, permissions }),
          placeholder: 'read, change',
          problem: draft.problem,
        })}
        <button type="button" @click=${() => set(addGrant(draft, names))}>Add grant</button>
      </fieldset>
      ${textField({
        id: `${prefix}-scope`,
        label: 'The same as text',
        value: draft.text,
        set: (text) => set({ ...draft, text }),
        placeholder: 'blog.Post:42#read,change',
        problem,
      })}
    </div>
  `
}

function toggleButton(name: string, isOn: boolean, action: () => void): TemplateResult {
  return html`<button type="button" class="toggle" aria-pressed=${isOn ? 'true' : 'false'} @click=${action}>
    ${name}
  </button>`
}

function readDraft(text: string): { readonly grants: Scope; readonly problem: string | undefined } {
  try {
    return { grants: scope.parse(text.trim()), problem: undefined }
  } catch (error) {
    if (error instanceof LatchkeyError) return { grants: [], problem: `${error.message}.` }
    throw error
  }
}

function grantList(grants: Scope, set: (text: string) => void): TemplateResult {
  if (grants.length === 0) return html`<p class="hint">No grant yet.</p>`
  const without = (index: number): void => set(scope.format(grants.filter((_, each) => each !== index)))
  return html`
    <ul class="grants">
      ${grants.slice(0, shownGrants).map((grant, index) => {
        const notation = scope.format([grant])
        return html`<li>
          <code>${notation}</code>
          <button
            type="button"
            class="quiet"
            aria-label="Take away ${notation}"
            @click=${() => without(index)}
          >
            ×
          </button>
        </li>`
      })}
      ${grants.length > shownGrants ? html`<li class="hint">and ${grants.length - shownGrants} more</li>` : ''}
    </ul>
  `
}

/** What is added stands in notation: the path as it was typed, ids and permissions as what they are. */
function addGrant(draft: Draft, names: readonly string[]): Draft {
  const path = draft.path.trim()
  const id = draft.id.trim()
  if (path === '') return { ...draft, problem: 'Say which app or model, or * for everything.' }
  if (names.length === 0) return { ...draft, problem: 'Say which permissions.' }
  try {
    const noted = id === '' ? '' : `:${isDecimal(id) || /^\(.*\)$/.test(id) ? id : formatId(id)}`
    const grant = scope.parse(`${path}${noted}#${names.map(formatPermission).join(',')}`)
    const text = [...(draft.text.trim() === '' ? [] : [draft.text.trim()]), scope.format(grant)].join(' ')
    return { ...draft, text, id: '', permissions: '', problem: undefined }
  } catch (error) {
    if (error instanceof LatchkeyError) return { ...draft, problem: `${error.message}.` }
    throw error
  }
}

/** The paths of the lock, or of the token at hand. */
function choicesOf(state: State): readonly Choice[] {
  const { known } = state
  if (known !== undefined) {
    return [...known.index.byNumber.values()]
      .filter(({ live }) => live)
      .slice(0, shownChoices)
      .map(({ app, model, bits }) => ({
        path: formatPath(app, model),
        permissions: bits.filter(({ live }) => live).map(({ name }) => name),
      }))
  }
  const said = seen(state)
  if (said === undefined || !said.inspected.ok || (said.format === 'latchkey' && said.inspected.numbered))
    return []
  const choices = new Map<string, Set<string>>()
  for (const { app, model, permissions } of shown(said.inspected.unverifiedScope ?? [])) {
    const path = formatPath(app, model)
    const held = choices.get(path) ?? new Set()
    for (const permission of permissions) held.add(permission)
    choices.set(path, held)
  }
  return [...choices]
    .slice(0, shownChoices)
    .map(([path, permissions]) => ({ path, permissions: [...permissions] }))
}
