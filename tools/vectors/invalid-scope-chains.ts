// Narrowed tokens that no longer grant what is required: every link must cover it.

import { range } from './bytes.ts'
import { lacking } from './lacking.ts'
import type { Minted, Narrowing } from './mint.ts'
import { mint, narrow } from './mint.ts'
import { all, app, post } from './scope.ts'
import { ISSUED } from './wire.ts'

const chain = (parent: Minted, ...by: Narrowing[]): Minted => by.reduce(narrow, parent)

export function wrongChains(): void {
  const blog = mint({ scope: [app('blog', 'read', 'change')] })
  lacking('block-object', 'A block leaves another object.', chain(blog, { to: [post(1, 'read')] }), [
    post(2, 'read'),
  ])
  lacking(
    'block-permission',
    'A block leaves another permission.',
    chain(blog, { to: [app('blog', 'read')] }),
    [post(1, 'change')],
  )
  lacking(
    'block-level',
    'A block leaves an object of the app that is required.',
    chain(blog, { to: [post(1, 'read')] }),
    [app('blog', 'read')],
  )
  lacking('block-wider', 'A block that names everything adds nothing.', chain(blog, { to: [all('read')] }), [
    app('shop', 'read'),
  ])
  lacking(
    'block-other',
    'A block of another app leaves nothing of either: the app of the root.',
    chain(blog, { to: [app('shop', 'read')] }),
    [app('blog', 'read')],
  )
  lacking(
    'block-other-itself',
    'A block of another app leaves nothing of either: the app of the block.',
    chain(blog, { to: [app('shop', 'read')] }),
    [app('shop', 'read')],
  )
  const disjoint = chain(blog, { to: [post(1, 'read')] }, { to: [post(2, 'read')] })
  lacking('blocks-first', 'Two blocks of different objects leave neither: the first.', disjoint, [
    post(1, 'read'),
  ])
  lacking('blocks-second', 'Two blocks of different objects leave neither: the second.', disjoint, [
    post(2, 'read'),
  ])
  lacking(
    'block-widened-again',
    'A second block does not give back what the first took.',
    chain(blog, { to: [post(1, 'read')] }, { to: [app('blog', 'read')] }),
    [post(2, 'read')],
  )
  lacking(
    'block-of-sixteen',
    'The eighth of sixteen blocks takes a permission away.',
    chain(
      blog,
      ...range(16).map((n) => (n === 7 ? { to: [app('blog', 'read')] } : { expiresAt: ISSUED + 3600 })),
    ),
    [post(1, 'read', 'change')],
    [post(1, 'change')],
  )
  const split = chain(mint({ scope: [post(1, 'read'), post(2, 'read')] }), {
    to: [post(2, 'read'), post(3, 'read')],
  })
  lacking(
    'block-overlap',
    'Root and block overlap in one of three objects.',
    split,
    [1, 2, 3].map((n) => post(n, 'read')),
    [post(1, 'read'), post(3, 'read')],
  )
  lacking(
    'block-text-5',
    'A block of the text 5 leaves nothing of the integer 5: it is refused.',
    chain(blog, { to: [post('5', 'read')] }),
    [post(5, 'read')],
  )
  lacking(
    'block-contributes',
    'Root and block do not add up: each must grant the whole.',
    chain(mint({ scope: [post(1, 'read')] }), { to: [post(1, 'change')] }),
    [post(1, 'change', 'read')],
  )
}
