/**
 * The same package in a CommonJS program: Node 22.12 and later can require() a module.
 */
const { defineApp, keygen, latchkey } = require('latchkey')

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
if (!tokens.validate(token, scope.accessObj(blog.Post(42), 'read'))) throw new Error('a token is refused')
if (tokens.validate(token, scope.accessObj(blog.Post(43), 'read')))
  throw new Error('a token opens another door')
