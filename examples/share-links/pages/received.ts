/** What the receiver of a link sees: no account, no navigation, and what the link allows. */
import { html } from 'hono/html'
import type { Post } from '../database.ts'
import { type Found, pageSize } from '../posts.ts'
import { count, type Html, type Page, pager, searchForm, time } from './layout.ts'
import { items, paragraphs } from './posts.ts'
import { choice, lifetimes, rights, titles } from './share.ts'

const where = 'Shared with you'

export function sharedList(found: Found, until: Date | undefined, base: string): Page {
  return {
    title: 'Posts for you',
    where,
    text: found.posts.map(({ title }) => title).join('\n'),
    content: html`${(found.total > pageSize || found.search) && searchForm(found.search, found.total, 'Search these posts')}
    ${items(found, `${base}/posts`)} ${pager(found.page, found.total, pageSize, found.search)}
    ${passOn(until, base, found.search ? { q: found.search } : {})}`,
  }
}

/** What a receiver is told below a post. */
export function belowPost(
  { id }: Post,
  { until, base, isOnly }: { until: Date | undefined; base: string; isOnly: boolean },
): Html {
  return html`${isOnly ? '' : html`<p class="back"><a href="${base}">All posts of this link</a></p>`}
  ${passOn(until, base, { post: `${id}` })}`
}

/** Until when, and the way to a weaker link. */
function passOn(until: Date | undefined, base: string, query: Record<string, string>): Html {
  return html`<footer class="pass-on">
    ${until && html`<p class="note">Your link is good until ${time(until)}.</p>`}
    <p><a href="${base}/weaker?${new URLSearchParams(query)}">Pass on a weaker link</a></p>
  </footer>`
}

/** What whoever passes on a weaker link is told below it. */
export function afterNarrowing(base: string): Html {
  return html`<p class="note">
      The server made it without its secret, and keeps nothing of it. It dies with the link that you were
      given.
    </p>
    <p><a href="${base}">Back to what was shared with you</a></p>`
}

export function weakerForm(
  posts: readonly Post[],
  total: number,
  mayChange: boolean,
  search: string,
  base: string,
): Page {
  return {
    title: 'Pass on a weaker link',
    where,
    content: html`<p class="lead">
        It can only allow less than yours, and ends with yours at the latest. Where yours is taken back, so is
        this one.
      </p>
      <form class="fields" method="post" action="${base}/weaker">
        ${
          total > posts.length
            ? html`<input type="hidden" name="q" value="${search}" />
                <div>
                  ${titles(
                    posts.map(({ title }) => title),
                    total,
                  )}
                </div>`
            : html`<fieldset>
                <legend>Which posts?</legend>
                <div class="choices list">
                  ${posts.map(
                    ({ id, title }) =>
                      html`<label
                        ><input type="checkbox" name="post" value="${id}" checked /> ${title}</label
                      >`,
                  )}
                </div>
              </fieldset>`
        }
        ${mayChange ? choice('right', 'What may they do?', rights, 'read') : ''}
        ${choice('lifetime', 'For how long, at most?', lifetimes, '1d')}
        <div class="actions"><button>Make the weaker link</button> <a href="${base}">Cancel</a></div>
      </form>`,
  }
}

/** To look does not use it up: mail scanners and previews follow every link, and press no button. */
export function askToOpen(base: string): Page {
  return {
    title: 'Have you time to read now?',
    where,
    content: html`<p class="lead">
        This link can be opened a limited number of times. The button uses one of them.
      </p>
      <form method="post" action="${base}"><button>Open it</button></form>`,
  }
}

export function opened(posts: readonly Post[]): Page {
  const [first] = posts
  const isOne = posts.length === 1
  return {
    title: isOne ? first!.title : `${count(posts.length, 'post')} for you`,
    where,
    text: posts.map(({ title, body }) => `${title}\n\n${body}`).join('\n\n'),
    content: html`<p class="note">This counted as one use. Leave the page open for as long as you read.</p>
      ${posts.map((post) => html`<article>${isOne ? '' : html`<h2>${post.title}</h2>`}${paragraphs(post)}</article>`)}`,
  }
}
