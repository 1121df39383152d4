/** Making a link, and showing it: the one time that it is seen. */
import { html, raw } from 'hono/html'
import { renderSVG } from 'uqr'
import type { Person, Post } from '../database.ts'
import { count, type Html, type Page, time } from './layout.ts'

/** What a form of a link offers, from the least to the most; the least is what it falls back to. */
export const rights = { read: 'Read', change: 'Read and change' } as const
export const lifetimes = { '1h': '1 hour', '1d': '1 day', '7d': '7 days', '30d': '30 days' } as const
export const uses = { '1': 'Once', '3': '3 times', '10': '10 times', any: 'As often as they like' } as const
/** The most posts of a link with a number of uses: one use shows all of them. */
export const mostPostsToUse = 20

/** What was filled in, and what is wrong with it. */
export interface Draft {
  readonly right: keyof typeof rights
  readonly lifetime: keyof typeof lifetimes
  readonly uses: keyof typeof uses
  readonly name: string
  readonly problem?: string | undefined
}

export function shareForm(
  posts: readonly Post[],
  person: Person,
  draft: Draft,
  names: readonly string[],
): Page {
  const ids = posts.map(({ id }) => id).join(',')
  return {
    title: posts.length === 1 ? 'Share a post' : `Share ${count(posts.length, 'post')}`,
    person,
    here: 'posts',
    content: html`${alert(draft.problem)}
      ${titles(
        posts.map(({ title }) => title),
        posts.length,
      )}
      <form class="fields" method="post" action="/share">
        <input type="hidden" name="posts" value="${ids}" />
        ${choice('right', 'What may they do?', rights, draft.right)}
        ${choice('lifetime', 'For how long?', lifetimes, draft.lifetime)}
        ${choice('uses', 'How many times may it be opened?', uses, draft.uses)}
        <label
          ><span>Whom is it for? <span class="note">(optional)</span></span>
          <input
            name="name"
            value="${draft.name}"
            maxlength="80"
            autocomplete="off"
            list="names"
            aria-describedby="about-name"
          />
        </label>
        <datalist id="names">${names.map((name) => html`<option value="${name}"></option>`)}</datalist>
        <p class="note" id="about-name">For your own list. The link carries a number, and not the name.</p>
        <div class="actions"><button>Make the link</button> <a href="/posts">Cancel</a></div>
      </form>`,
  }
}

function alert(problem: string | undefined): Html | '' {
  return problem === undefined ? '' : html`<p class="alert" role="alert">${problem}</p>`
}

export function choice(name: string, question: string, choices: object, chosen: string): Html {
  return html`<fieldset>
    <legend>${question}</legend>
    <div class="choices">
      ${Object.entries(choices).map(
        ([value, text]) =>
          html`<label
            ><input type="radio" name="${name}" value="${value}" ${value === chosen && 'checked'} />
            ${text}</label
          >`,
      )}
    </div>
  </fieldset>`
}

/** The first titles, and how many more there are. */
export function titles(some: readonly string[], all: number, shown = 3): Html {
  const more = all - Math.min(some.length, shown)
  return html`<ul class="titles">
    ${some.slice(0, shown).map((title) => html`<li>${title}</li>`)}
    ${more > 0 && html`<li class="note">and ${count(more, 'more post')}</li>`}
  </ul>`
}

export interface Made {
  readonly address: string
  readonly titles: readonly string[]
  readonly count: number
  readonly right: keyof typeof rights
  readonly until: Date | undefined
  readonly uses?: number | undefined
  readonly name?: string | undefined
}

export function madePage(made: Made, more: Pick<Page, 'where' | 'person' | 'here'> & { foot: Html }): Page {
  const { foot, ...frame } = more
  return {
    title: 'The link is ready',
    ...frame,
    text: made.address,
    content: html`<div class="made">
        <div class="address">
          <label for="address">Copy it now: it is shown this one time.</label>
          <div class="copy">
            <input id="address" value="${made.address}" readonly autofocus />
            <button type="button" data-copy="address">Copy</button>
          </div>
          <p class="note" role="status" data-copied></p>
        </div>
        ${code(made.address)}
      </div>
      <dl class="facts">
        <div>
          <dt>Opens</dt>
          <dd>${titles(made.titles, made.count)}</dd>
        </div>
        ${
          made.name &&
          html`<div>
            <dt>For</dt>
            <dd>${made.name}</dd>
          </div>`
        }
        <div>
          <dt>Allows to</dt>
          <dd>${rights[made.right].toLowerCase()}</dd>
        </div>
        <div>
          <dt>Until</dt>
          <dd>${made.until ? time(made.until) : 'for ever'}</dd>
        </div>
        ${
          made.uses !== undefined &&
          html`<div>
            <dt>May be opened</dt>
            <dd>${made.uses === 1 ? 'once' : `${made.uses} times`}</dd>
          </div>`
        }
      </dl>
      ${foot}`,
  }
}

/** What whoever makes a link is told below it. */
export function afterMaking(): Html {
  return html`<p class="note">
      The server keeps no link: it knows this one by a number, by which it can be taken back.
    </p>
    <p class="actions">
      <a class="button" href="/links">Outstanding links</a> <a href="/posts">Back to the posts</a>
    </p>`
}

/** A QR code holds less than an address may have. */
function code(address: string): Html {
  if (address.length > 1200)
    return html`<p class="note qr">This link is too long for a QR code that a phone can read.</p>`
  return html`<div class="qr" role="img" aria-label="QR code of the link">
    ${raw(renderSVG(address, { border: 2 }))}
  </div>`
}
