/** Pages for what does not work. None says what a link would have opened, or who made it. */
import { html } from 'hono/html'
import type { Reason } from 'latchkey'
import type { Refusal } from 'latchkey/hono'
import type { Page } from './layout.ts'

export function problem(title: string, more = ''): Page {
  return {
    title,
    content: html`${more && html`<p class="lead">${more}</p>`}
      <p><a href="/">To the start</a></p>`,
  }
}

/** Why a link does not open, for a person. A reason other than the last is told to those alone who have a genuine link. */
export function refusal(reason: Reason | Refusal['reason']): Page {
  if (reason === 'expired' || reason === 'too-old')
    return problem(
      'This link has expired',
      'It was good for a limited time. Ask whoever gave it to you for a new one.',
    )
  if (reason === 'revoked')
    return problem(
      'This link was taken back',
      'It does not open anything any more. Ask whoever gave it to you for a new one.',
    )
  if (reason === 'spent')
    return problem(
      'This link is used up',
      'It could be opened a limited number of times. Ask whoever gave it to you for a new one.',
    )
  if (reason === 'insufficient')
    return problem('This link does not go that far', 'It is genuine, but it does not allow this.')
  if (reason === 'store-unavailable')
    return problem('Try again in a moment', 'Whether this link is still good cannot be checked right now.')
  return problem(
    'This link does not work',
    'It is incomplete or altered, or it was not made here. Copy the whole of it and try again.',
  )
}
