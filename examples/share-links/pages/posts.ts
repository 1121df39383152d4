/** The posts, for who is signed in and for who has a link to them. */
import { html } from 'hono/html'
import type { Person, Post } from '../database.ts'
import { type Found, pageSize } from '../posts.ts'
import { count, type Html, type Page, pager, searchForm } from './layout.ts'

/** The most posts that one link may open. */
export const mostPosts = 1000

/** The list; who may share some of them chooses which. */
export function postList(found: Found, person: Person, shareable: ReadonlySet<number>): Page {
  const rows = html`${items(found, '/posts', shareable)}`
  const { total, search } = found
  return {
    title: 'Posts',
    person,
    here: 'posts',
    content: html`${searchForm(search, total, 'Search posts')}
    ${
      shareable.size === 0
        ? rows
        : html`<form action="/share">
            ${rows}
            <div class="actions">
              <button>Share the chosen posts</button>
              ${
                total <= mostPosts
                  ? html`<a
                      class="button quiet"
                      href="/share?${new URLSearchParams({ all: 'yes', q: search })}"
                      >Share all ${count(total, 'post')}</a
                    >`
                  : html`<span class="note">Search to share up to ${count(mostPosts, 'post')} at once.</span>`
              }
            </div>
          </form>`
    }
    ${pager(found.page, total, pageSize, search)}`,
  }
}

/** A list of posts with their first lines. */
export function items({ posts, search }: Found, base: string, shareable?: ReadonlySet<number>): Html {
  if (posts.length === 0)
    return html`<p class="empty">
      ${search ? 'No post that you may see has these words in it.' : 'There is no post here that you may see.'}
    </p>`
  return html`<ul class="posts">
    ${posts.map(
      ({ id, title, body, state }) =>
        html`<li>
          ${
            shareable?.has(id) &&
            html`<input type="checkbox" name="post" value="${id}" aria-label="Choose “${title}”" />`
          }
          <div>
            <h2>
              <a href="${base}/${id}">${title}</a>
              ${state === 'draft' && html`<span class="tag">Draft</span>`}
            </h2>
            <p>${excerpt(body)}</p>
          </div>
        </li>`,
    )}
  </ul>`
}
function excerpt(body: string): string {
  const [first = ''] = body.split('\n\n')
  return first.length <= 160 ? first : `${first.slice(0, first.lastIndexOf(' ', 160))}…`
}

/** One post. */
export function postPage(
  post: Post,
  more: Pick<Page, 'where' | 'person' | 'here'> & { mayChange: boolean; foot: unknown },
): Page {
  const { mayChange, foot, ...frame } = more
  return {
    title: post.title,
    ...frame,
    text: `${post.title}\n\n${post.body}`,
    content: html`${post.state === 'draft' && html`<p><span class="tag">Draft</span></p>`}
      <article>${paragraphs(post)}</article>
      ${mayChange && changeForm(post)} ${foot}`,
  }
}
export function paragraphs({ body }: Post): Html {
  return html`${body.split(/\n{2,}/).map((text) => html`<p>${text}</p>`)}`
}

function changeForm({ title, body }: Post): Html {
  return html`<details class="card">
    <summary><h2>Change this post</h2></summary>
    <form class="fields" method="post">
      <label>Title <input name="title" value="${title}" required maxlength="200" /></label>
      <label>Text <textarea name="body" rows="12" required maxlength="20000">${body}</textarea></label>
      <button>Save</button>
    </form>
  </details>`
}
