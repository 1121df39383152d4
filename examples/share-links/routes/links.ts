/** The links that are out, and taking them back: one, all to a post, all to a person. */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { blog, links as tokens, scope } from '../access.ts'
import { type SignedIn, signedIn } from '../guards.ts'
import * as outstanding from '../outstanding.ts'
import { answer } from '../pages/layout.ts'
import { linkList, notices } from '../pages/links.ts'
import { readSearch } from './posts.ts'

export const links: Hono<SignedIn> = new Hono()

links.get('/links', signedIn(), async (c) => {
  const { person } = c.var
  const { page } = readSearch(c.req.query())
  const [list, contacts, posts] = await Promise.all([
    outstanding.listLinks(person.id, page),
    outstanding.listContacts(person.id),
    outstanding.listPosts(person.id),
  ])
  const done = c.req.query('done') ?? ''
  const notice = Object.hasOwn(notices, done) ? notices[done as keyof typeof notices] : undefined
  return answer(c, 200, linkList({ ...list, page }, person, contacts, posts, notice))
})

// First the store of latchkey, then the list: what fails in between is still on the list, and can be taken back again.
links.post('/links/revoked', signedIn(), async (c) => {
  const { pass, person } = c.var
  const form = new URLSearchParams(await c.req.text())
  if (form.has('link')) {
    const { id, expiresAt } = (await outstanding.findLink(form.get('link')!, person.id)) ?? refuse()
    await tokens.revoke({ id, expiresAt })
    await outstanding.forgetLink(id)
    return c.redirect('/links?done=link', 303)
  }
  if (form.has('contact')) {
    const contact = (await outstanding.findContact(Number(form.get('contact')), person.id)) ?? refuse()
    await tokens.revoke({ subject: blog.contacts(contact) })
    await outstanding.forgetContact(contact.id)
    return c.redirect('/links?done=contact', 303)
  }
  const post = blog.posts(form.get('post') ?? '')
  if (!pass.allows(scope.accessObj(post, 'share'))) refuse()
  await tokens.revoke(post)
  await outstanding.forgetPost(post.id)
  return c.redirect('/links?done=post', 303)
})

/** What belongs to somebody else is answered as what is not there. */
function refuse(): never {
  throw new HTTPException(404, { message: 'There is no such link.' })
}
