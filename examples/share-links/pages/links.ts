/** The links that are outstanding. */
import { html } from 'hono/html'
import type { Person, Post } from '../database.ts'
import type { Contact, Outstanding } from '../outstanding.ts'
import { pageSize } from '../posts.ts'
import { count, type Html, type Page, pager, time } from './layout.ts'
import { rights, titles } from './share.ts'

/** What was just done, by a word in the address: nobody can put a sentence of his own there. */
export const notices = {
  link: 'The link is taken back.',
  contact: 'All links to this person are taken back.',
  post: 'All links to this post are taken back.',
} as const

export function linkList(
  list: { links: readonly Outstanding[]; total: number; page: number },
  person: Person,
  contacts: readonly Contact[],
  posts: readonly Pick<Post, 'id' | 'title'>[],
  notice: string | undefined,
): Page {
  return {
    title: 'Outstanding links',
    person,
    here: 'links',
    content: html`${notice && html`<p class="notice" role="status">${notice}</p>`}
    ${
      list.total === 0
        ? html`<p class="empty">No link of yours is out. <a href="/posts">Choose posts to share</a>.</p>`
        : html`<p class="note">
              ${count(list.total, 'link')} that you made and that may still open something.
            </p>
            <ul class="links">
              ${list.links.map(row)}
            </ul>
            ${pager(list.page, list.total, pageSize)}
            <h2>Take back many at once</h2>
            <div class="many">
              ${ofAll(
                'contact',
                contacts.map(({ id, name }) => [id, name]),
              )}
              ${ofAll(
                'post',
                posts.map(({ id, title }) => [id, title]),
              )}
            </div>`
    }`,
  }
}

/** Take back all of a person, or all of a post. */
function ofAll(noun: string, choices: readonly (readonly [id: number, text: string])[]): Html | '' {
  if (choices.length === 0) return ''
  return html`<form class="card" method="post" action="/links/revoked">
    <label for="${noun}">All links to a ${noun === 'contact' ? 'person' : 'post'}</label>
    <div class="inline">
      <select id="${noun}" name="${noun}">
        ${choices.map(([id, text]) => html`<option value="${id}">${text}</option>`)}
      </select>
      <button class="danger">Take back</button>
    </div>
  </form>`
}

function row({ link, contact, titles: some, count: all }: Outstanding): Html {
  const left = link.uses === null ? undefined : link.uses - link.used
  const name = contact ?? 'Whoever has it'
  return html`<li class="card">
    <div class="what">${titles(some, all)}</div>
    <dl class="facts">
      <div>
        <dt>For</dt>
        <dd>${name}</dd>
      </div>
      <div>
        <dt>May</dt>
        <dd>${rights[link.rights].toLowerCase()}</dd>
      </div>
      <div>
        <dt>Made</dt>
        <dd>${time(link.madeAt)}</dd>
      </div>
      <div>
        <dt>Until</dt>
        <dd>${time(link.expiresAt)}</dd>
      </div>
      <div>
        <dt>Uses left</dt>
        <dd>${left === undefined ? 'no limit' : `${left} of ${link.uses}`}</dd>
      </div>
    </dl>
    <form method="post" action="/links/revoked">
      <button
        class="danger"
        name="link"
        value="${link.id}"
        aria-label="Take back the link to “${some[0]}”, for ${name}"
      >
        Take back
      </button>
    </form>
  </li>`
}

/** Below a post: share it, or take back what is out. */
export function sharing(post: Post, outstanding: number): Html {
  return html`<section class="card sharing" aria-labelledby="sharing">
    <h2 id="sharing">Sharing</h2>
    <p class="note">
      ${outstanding === 0 ? 'No link to this post is out.' : `${count(outstanding, 'link')} to this post may be open now, whoever made ${outstanding === 1 ? 'it' : 'them'}.`}
    </p>
    <div class="actions">
      <a class="button" href="/share?post=${post.id}">Share this post</a>
      ${
        outstanding > 0 &&
        html`<form method="post" action="/links/revoked">
          <button class="danger" name="post" value="${post.id}">Take back all links to it</button>
        </form>`
      }
    </div>
  </section>`
}
