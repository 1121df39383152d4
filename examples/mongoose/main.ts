/**
 * A blog in Mongoose whose lists and pages open as far as a token does. Prints what it allows, and what it refuses.
 *
 * No server is needed: the documents are in memory, and mingo evaluates the filters that Mongoose would send.
 */
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/mongoose'
import { Query } from 'mingo'
import { blog } from './apps.ts'
import { Post } from './models.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const stored = [
  { title: 'On keys' },
  { title: 'On doors' },
  { title: 'On locks', published: false },
  { title: 'On hinges' },
].map((values) => new Post(values).toObject())
/** In your program: `await Post.find(filter)`. */
const find = (filter: object) => {
  const query = new Query(Post.find(filter).cast(Post))
  return stored.filter((document) => query.test(document)).map((document) => Post.hydrate(document))
}

// A link to three posts, for whoever has it.
const shared = find({ title: { $in: ['On keys', 'On locks', 'On hinges'] } })
const token = tokens.generate(scope.union(...shared.map((post) => scope.accessObj(post, 'read'))), {
  expiresIn: '7d',
})

// The list: those documents, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = find(where(verdict.pass, blog.Post, 'read', { published: true }))
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// One page: the document itself is asked for.
for (const post of find({})) {
  const isAllowed = tokens.validate(token, scope.accessObj(post, 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no document.
console.log(`refused to change: ${find(where(verdict.pass, blog.Post, 'change')).length} documents found`)
