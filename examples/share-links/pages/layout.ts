/** The frame of every page. The tag `html` escapes every value that is put in. */
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Person } from '../database.ts'

export type Html = ReturnType<typeof html>
/** What a page is made of, and what is said where no page is asked for, as by curl. */
export interface Page {
  readonly title: string
  /** Small and above the title: where one is. */
  readonly where?: string
  /** Who is signed in: decides about the navigation. */
  readonly person?: Person
  readonly here?: 'posts' | 'links'
  readonly content: unknown
  readonly text?: string
}

export function answer(c: Context, status: ContentfulStatusCode, page: Page): Response | Promise<Response> {
  if (c.req.header('accept')?.includes('text/html')) return c.html(layout(page), status)
  return c.text(`${page.text ?? page.title}\n`, status)
}

function layout({ title, where, person, here, content }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
        <!-- Nothing is painted before all of it is here: half a page would move when the rest comes. -->
        <link rel="expect" href="#end" blocking="render" />
        <script src="/enhance.js" defer></script>
        <title>${title} · Gull Rock</title>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <div class="bar">
            <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />Gull Rock</a>
            ${person && navigation(person, here)}
          </div>
        </header>
        <main id="main" tabindex="-1">
          ${where && html`<p class="where">${where}</p>`}
          <h1>${title}</h1>
          ${content}
        </main>
        <span id="end"></span>
      </body>
    </html>`
}

function navigation({ name, role }: Person, here: Page['here']): Html {
  return html`<nav aria-label="Main">
      <a href="/posts" ${here === 'posts' && html`aria-current="page"`}>Posts</a>
      ${role !== 'guest' && html`<a href="/links" ${here === 'links' && html`aria-current="page"`}>Links</a>`}
    </nav>
    <form class="who" method="post" action="/sign-out">
      <span><span class="hidden">Signed in as </span>${name}, ${role}</span>
      <button class="plain">Sign out</button>
    </form>`
}

/** A form that searches, and says what it found. */
export function searchForm(search: string, total: number, label: string): Html {
  return html`<search>
    <form class="search">
      <label class="hidden" for="q">${label}</label>
      <input id="q" type="search" name="q" value="${search}" placeholder="${label}" maxlength="100" />
      <button class="quiet">Search</button>
    </form>
    <p class="note" role="status">
      ${search ? `${count(total, 'post')} with “${search}”` : count(total, 'post')}${
        search && html` · <a href="?">Show all</a>`
      }
    </p>
  </search>`
}

/** The way to the other pages of a list. */
export function pager(page: number, total: number, size: number, search = ''): Html | '' {
  const last = Math.ceil(total / size)
  if (last <= 1) return ''
  const to = (at: number): string =>
    `?${new URLSearchParams({ ...(search && { q: search }), page: `${at}` })}`
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">← Previous</a>` : html`<span></span>`}
    <span>Page ${page} of ${last}</span>
    ${page < last ? html`<a href="${to(page + 1)}" rel="next">Next →</a>` : html`<span></span>`}
  </nav>`
}

/** A moment, for people and for programs; servers do not know where a reader is. */
export function time(date: Date): Html {
  const text = date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return html`<time datetime="${date.toISOString()}">${text} UTC</time>`
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
