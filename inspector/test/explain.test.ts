/**
 * The byte map: each byte of each vector is explained, and none twice.
 */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inspect } from 'latchkey'
import type { Lock } from 'latchkey'
import { explain } from '../bytes/explain.ts'
import { readBody } from '../../src/codec/body.ts'
import { listIds } from '../../src/grant.ts'
import { readLock } from '../../src/lock.ts'
import { fromTokenText } from '../../src/text/token-text.ts'
import { formatDate, plural } from '../words.ts'

interface Vector {
  readonly token?: string | null
  readonly parent?: string
  readonly child?: string
  readonly lock?: Lock | null
}
const folder = `${import.meta.dirname}/../../vectors`
const vectors = globSync(['valid/*.json', 'narrow/*.json', 'invalid/*/*.json'], { cwd: folder })
  .toSorted()
  .map((path) => ({ path, vector: JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as Vector }))
const tokens = vectors.flatMap(({ path, vector }) =>
  [vector.token, vector.parent, vector.child].flatMap((token) =>
    typeof token === 'string' ? [{ path, token, lock: vector.lock ?? undefined }] : [],
  ),
)
const wholeTokens = tokens.filter(({ token }) => inspect(token).ok)

/** Where fields do not follow each other, or leave something out. */
function gaps(token: string, lock: Lock | undefined): readonly string[] {
  const fields = explain(token, lock && readLock(lock)).flatMap((part) => part.fields)
  const problems: string[] = []
  let at = 0
  for (const { start, end, label } of fields) {
    if (start !== at) problems.push(`${label} begins at ${start} and not at ${at}`)
    if (end <= start) problems.push(`${label} is empty`)
    at = end
  }
  const length = Math.floor((token.length * 3) / 4)
  if (at !== length) problems.push(`it ends at ${at} and not at ${length}`)
  return problems
}

describe('each byte is explained exactly once', () => {
  test('of all valid vectors', () => {
    expect(wholeTokens.length).toBeGreaterThan(400)
    const problems = wholeTokens.flatMap(({ path, token, lock }) =>
      gaps(token, lock).map((problem) => `${path}: ${problem}`),
    )
    expect(problems).toEqual([])
  })

  test('and nothing of them is called not understood', () => {
    const tints = wholeTokens.flatMap(({ token }) =>
      explain(token, undefined).flatMap(({ fields }) => fields.map(({ tint }) => tint)),
    )
    expect(tints).not.toContain('unread')
  })

  test('of all that are malformed, up to where they break', () => {
    const broken = tokens.filter(({ token }) => {
      const seen = inspect(token)
      return !seen.ok && explain(token, undefined).length > 0
    })
    expect(broken.length).toBeGreaterThan(100)
    expect(
      broken.flatMap(({ path, token }) => gaps(token, undefined).map((problem) => `${path}: ${problem}`)),
    ).toEqual([])
  })

  test('of every beginning of a token', () => {
    const { token } = wholeTokens.find(({ path }) => path === 'valid/extras-all.json')!
    const beginnings = Array.from(token, (_, length) => token.slice(0, length)).filter(
      (part) => explain(part, undefined).length > 0,
    )
    expect(beginnings.length).toBeGreaterThan(20)
    expect(beginnings.flatMap((part) => gaps(part, undefined))).toEqual([])
  })
})

test('what the fields say is what inspect() says', () => {
  for (const { token } of wholeTokens) {
    const seen = inspect(token)
    if (!seen.ok) throw new Error(seen.detail)
    const [root, ...others] = explain(token, undefined)
    const said = (label: string): string | undefined =>
      root!.fields.find((field) => field.label === label)?.value
    expect(said('Issued')).toBe(formatDate(seen.unverifiedIssuedAt.getTime()))
    expect(said('Key id')).toBe(String(seen.unverifiedKeyId))
    expect(said('Uses')).toBe(seen.unverifiedUses && plural(seen.unverifiedUses, 'use'))
    expect(others.map(({ title }) => title)).toEqual([
      ...seen.unverifiedNarrowings.map((_, index) => `Narrowing ${index + 1}`),
      'Tag',
    ])
    const body = readBody(fromTokenText(token) as Uint8Array)
    if (body.reason !== undefined) throw new Error(body.detail)
    // Of a list of integers the first stands alone; tuples stand member by member.
    const ids = body.root.grants!.flatMap(({ ids: list, form }) =>
      list === undefined ? [] : form === 5 ? listIds(list).slice(0, 1) : listIds(list),
    )
    const single = ids.filter((id) => typeof id !== 'object').map(String)
    const shown = root!.fields.filter(
      ({ label, tint }) => tint === 'id' && /^(Id|Id \d+ of \d+|First id)$/.test(label),
    )
    expect(shown.map(({ value }) => value)).toEqual(single)
    expect(root!.fields.filter(({ label }) => label === 'What it is about')).toHaveLength(
      body.root.grants!.length,
    )
  }
})

test('names come from the lock, and numbers stand where there is none', () => {
  const lock = readLock({
    format: 'latchkey-lock/1',
    nodes: [
      { number: 1, path: '*', permissions: ['read', 'change'] },
      { number: 2, path: 'blog', permissions: ['read', 'change'] },
      { number: 3, path: 'blog.Post', permissions: ['read', 'change', 'publish'] },
    ],
  })
  const token = 'lkESA8O4gBsqA5yiIS2874VoQuGOKXs-xOc'
  const says = (index: typeof lock | undefined): string[] =>
    explain(token, index).flatMap(({ fields }) => fields.map(({ label, value }) => `${label}: ${value}`))
  expect(says(lock)).toEqual([
    'First byte: 96',
    'Version and shape: format version 1',
    'Key id: 18',
    'Issued: 2026-01-01 00:00:00 UTC',
    'What it is about: blog.Post: one object, its id an integer',
    'Id: 42',
    'Permissions: read, change',
    'Tag: 128 bits of HMAC-SHA256',
  ])
  expect(says(undefined)).toEqual(
    expect.arrayContaining([
      'What it is about: #3: one object, its id an integer',
      'Permissions: #3.0, #3.1',
    ]),
  )
})
