/**
 * The scope as a tree, and the layers that take away from it.
 */
import { html, nothing } from 'lit-html'
import type { TemplateResult } from 'lit-html'
import { scope } from 'latchkey'
import type { Scope } from 'latchkey'
import { remainders, shown, standing, treeOf } from '../lives.ts'
import type { Branch, Life, ObjectGroup } from '../lives.ts'
import { keepLast, seen, setState } from '../state.ts'
import type { Seen, State } from '../state.ts'
import { formatDate, plural } from '../words.ts'

/** How many ids are shown until all are asked for. */
const shownIds = 60
/** How much of a narrowing's scope is written out. */
const shownNotation = 200

interface View {
  readonly layer: number
  readonly showsAll: boolean
}

const layersOf = keepLast((state): readonly Scope[] => {
  const said = seen(state)
  if (said === undefined || !said.inspected.ok) return []
  if (said.format === 'latchkey') return remainders(said.inspected)
  return said.inspected.unverifiedScope === undefined ? [] : [shown(said.inspected.unverifiedScope)]
})
const treeOfState = keepLast((state) => treeOf(layersOf(state)))

export function scopePanel(state: State, said: NonNullable<Seen>): TemplateResult {
  const layers = layersOf(state)
  const layer = state.layer ?? Math.max(layers.length - 1, 0)
  const { showsAll } = state
  const tree = treeOfState(state)
  const isEmpty = layers.length > 0 && layers[layer]!.length === 0
  return html`
    <section class="panel scope" aria-labelledby="scope-title">
      <h2 id="scope-title">Scope</h2>
      ${said.format === 'latchkey' && layers.length > 1 ? layerChoice(said.inspected, layer) : ''}
      ${layers.length === 0 ? html`<p class="hint">The body is compressed: it is read only when the token is checked.</p>` : ''}
      ${
        isEmpty
          ? html`<p class="hint">
              ${layer === 0 ? 'It grants nothing: such a token proves that it is genuine, and no more.' : 'Nothing is left.'}
            </p>`
          : ''
      }
      <ul class="tree">
        ${branch(tree, { layer, showsAll }, true)}
      </ul>
    </section>
  `
}

function layerChoice(
  { unverifiedRoot, unverifiedNarrowings }: Extract<NonNullable<Seen>, { format: 'latchkey' }>['inspected'],
  layer: number,
): TemplateResult {
  const names = ['As made', ...unverifiedNarrowings.map((_, index) => `Narrowing ${index + 1}`)]
  const { unverifiedScope, unverifiedExpiresAt } = [unverifiedRoot, ...unverifiedNarrowings][layer]!
  const notation =
    unverifiedScope === undefined ? 'the scope stays as it was' : scope.format(shown(unverifiedScope))
  return html`
    <fieldset class="layers">
      <legend>Layer by layer</legend>
      ${names.map(
        (name, index) =>
          html`<label class=${index === layer ? 'chosen' : ''}>
            <input
              type="radio"
              name="layer"
              .checked=${index === layer}
              @change=${() => setState({ layer: index })}
            />${name}
          </label>`,
      )}
    </fieldset>
    <p class="layer-text">
      ${layer === 0 ? 'Made with' : 'Limits to'}
      <code
        >${notation.length > shownNotation ? `${notation.slice(0, shownNotation)}…` : notation || 'nothing'}</code
      >${unverifiedExpiresAt === undefined ? '' : html`, until ${formatDate(unverifiedExpiresAt.getTime())}`}
    </p>
  `
}

function isGone({ lives, branches, objects }: Branch, layer: number): boolean {
  return (
    !lives.some((life) => standing(life, layer) === 'there') &&
    !objects.some((group) => group.lives.some((life) => standing(life, layer) === 'there')) &&
    branches.every((each) => isGone(each, layer))
  )
}

/** Whether nothing of it has appeared up to this layer. */
function isLater({ lives, branches, objects }: Branch, layer: number): boolean {
  return (
    lives.every((life) => life.born > layer) &&
    objects.every((group) => group.lives.every((life) => life.born > layer)) &&
    branches.every((each) => isLater(each, layer))
  )
}

function branch(node: Branch, view: View, isTop = false): TemplateResult | typeof nothing {
  const { layer } = view
  if (!isTop && isLater(node, layer)) return nothing
  return html`
    <li class=${isGone(node, layer) ? 'gone' : ''}>
      <div class="node">
        <span class="name">${node.name}</span>${node.lives.map((life) => chip(life, layer))}
      </div>
      ${
        node.branches.length + node.objects.length === 0
          ? nothing
          : html`<ul>
              ${node.branches.map((each) => branch(each, view))}
              ${node.objects.map((group) => objectsOf(group, view))}
            </ul>`
      }
    </li>
  `
}

function objectsOf({ ids, lives }: ObjectGroup, { layer, showsAll }: View): TemplateResult | typeof nothing {
  if (lives.every((life) => life.born > layer)) return nothing
  const visible = showsAll ? ids : ids.slice(0, shownIds)
  const isDead = !lives.some((life) => standing(life, layer) === 'there')
  return html`
    <li class=${isDead ? 'gone' : ''}>
      <div class="node">
        <span class="name count">${ids.length === 1 ? 'object' : plural(ids.length, 'object')}</span
        >${lives.map((life) => chip(life, layer))}
      </div>
      <div class="ids">
        ${visible.map((id) => html`<code>${id}</code>`)}
        ${
          visible.length < ids.length
            ? html`<button type="button" class="quiet" @click=${() => setState({ showsAll: true })}>
                Show all ${ids.length.toLocaleString('en')}
              </button>`
            : nothing
        }
      </div>
    </li>
  `
}

function chip(life: Life, layer: number): TemplateResult | typeof nothing {
  const stands = standing(life, layer)
  if (stands === 'later') return nothing
  if (stands === 'there') return html`<span class="chip">${life.permission}</span>`
  return html`<del class="chip" title="taken away by narrowing ${life.died}"
    >${life.permission}<small>−${life.died}</small
    ><span class="hidden">, taken away by narrowing ${life.died}</span></del
  >`
}
