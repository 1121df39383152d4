/** The start: who are you? */
import { html } from 'hono/html'
import type { Person } from '../database.ts'
import type { Page } from './layout.ts'

const mayDo = {
  author: 'Sees, changes and shares all posts.',
  editor: 'Sees, changes and shares the stories, drafts too.',
  guest: 'Reads the stories that are published.',
}

/** On one computer, for a trial: anybody is anybody. */
export function chooseSelf(people: readonly Person[]): Page {
  return {
    title: 'Who are you today?',
    where: 'A small magazine that shares its posts by links',
    content: html`<p class="lead">
        This is a trial on your own computer: choose one of three people. There is no password.
      </p>
      <ul class="people">
        ${people.map(
          ({ id, name, role }) =>
            html`<li class="card">
              <h2>${name}</h2>
              <p class="note">The ${role}. ${mayDo[role]}</p>
              <form method="post" action="/sign-in">
                <button name="person" value="${id}">Sign in as ${name.split(' ')[0]}</button>
              </form>
            </li>`,
        )}
      </ul>`,
  }
}

export function askForInvitation(): Page {
  return {
    title: 'Sign in by a letter',
    content: html`<p class="lead">
      Open the link that you were sent. It lets you in once, and for a working day.
    </p>`,
  }
}

/** To look at an invitation does not use it up: mail scanners follow every link, and press no button. */
export function enter(token: string): Page {
  return {
    title: 'Sign in',
    content: html`<p class="lead">This link lets you in once.</p>
      <form method="post" action="/sign-in">
        <input type="hidden" name="token" value="${token}" />
        <button>Sign in now</button>
      </form>`,
  }
}
