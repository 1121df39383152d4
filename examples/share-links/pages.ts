/** What people see: HTML without a script. The tag `html` escapes every value that is put in. */
import { html } from 'hono/html'
import type { Reason } from 'latchkey'
import type { Post } from './store.ts'

export type Html = ReturnType<typeof html>

/** What the form of a link offers; the first of each is what it falls back to. */
export const rights = { read: ['read'], 'read and change': ['read', 'change'] } as const
export const lifetimes = { '1 hour': '1h', '1 day': '1d', '7 days': '7d', '30 days': '30d' } as const

/** Why a link was refused, for a person. */
export function refusal(reason: Reason, permission: string): string {
  if (reason === 'insufficient') return `This link is genuine, but does not let you ${permission} this post.`
  if (reason === 'expired') return 'This link has expired. Ask for a new one.'
  if (reason === 'revoked') return 'This link was taken back. Ask for a new one.'
  if (reason === 'spent') return 'This link opens once, and it was opened already.'
  if (reason === 'single-use') return 'This link opens once, at an address that begins with /once/.'
  if (reason === 'forged' || reason === 'unknown-key') return 'This link was altered, or not made here.'
  return 'This link is incomplete or altered. Copy the whole of it and try again.'
}

export function author(posts: readonly Post[]): Html {
  return page('Your posts', html`<p class="note">Only this computer opens this page.</p>`, posts.map(share))
}
function share({ id, title, body }: Post): Html {
  return html`<section aria-labelledby="post-${id}">
    <h2 id="post-${id}">${title}</h2>
    <p>${body.split('\n\n')[0]}</p>
    <form method="post" action="/posts/${id}/links" aria-labelledby="post-${id}">
      <label>Let somebody ${choice('right', rights)}</label>
      <label>this post for ${choice('lifetime', lifetimes)}</label>
      <label><input type="checkbox" name="once" /> to read once</label>
      <button>Make a link</button>
    </form>
    <form method="post" action="/posts/${id}/links/revoked" aria-labelledby="post-${id}">
      <button class="quiet">Take back all links to it</button>
    </form>
  </section>`
}
function choice(name: string, choices: object): Html {
  return html`<select name="${name}">
    ${Object.keys(choices).map((text) => html`<option>${text}</option>`)}
  </select>`
}

export function link(title: string, address: string, right: string, token: string, until?: Date): Html {
  return page(
    `A link to “${title}”`,
    html`<p>Whoever has it may <strong>${right}</strong> this post, and nothing else, ${term(until)}.</p>
      <label>Copy it into another browser: <input value="${address}" readonly autofocus /></label>
      <p><a href="${address}" target="_blank">Open it in a new tab</a> <a href="/">Back to your posts</a></p>
      <form method="post" action="/links/revoked">
        <input type="hidden" name="token" value="${token}" />
        <button>Take it back</button>
      </form>`,
  )
}

export function done(title: string): Html {
  return page(title, html`<p><a href="/">Back to your posts</a></p>`)
}

export function once(): Html {
  return page(
    'A post to read once',
    html`<p>This link opens one time. Have you time to read now?</p>
      <form method="post"><button>Open it</button></form>`,
  )
}

export function post({ title, body }: Post, mayChange: boolean, until?: Date): Html {
  const form = html`<section aria-labelledby="change">
    <h2 id="change">Change this post</h2>
    <form method="post">
      <label>Title <input name="title" value="${title}" required maxlength="120" /></label>
      <label>Text <textarea name="body" rows="14" required maxlength="20000">${body}</textarea></label>
      <button>Save</button>
    </form>
  </section>`
  return page(
    title,
    html`<article>${body.split(/\n{2,}/).map((text) => html`<p>${text}</p>`)}</article>
      <p class="note">You may ${mayChange ? 'read and change' : 'read'} this post ${term(until)}.</p>`,
    mayChange && form,
  )
}

/** The frame of every page; a refusal is its title alone. */
export function page(title: string, ...content: unknown[]): Html {
  return html`<!doctype html>
    <html lang="en">
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <link rel="stylesheet" href="/style.css" />
      <title>${title}</title>
      <main>
        <h1>${title}</h1>
        ${content}
      </main>
    </html>`
}
function term(until: Date | undefined): string {
  return until ? `until ${until.toLocaleString('en', { dateStyle: 'full', timeStyle: 'short' })}` : 'for ever'
}
