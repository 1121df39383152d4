/**
 * What a pasted text is: a token, a link or a header with one, a piece of one, Django's, a secret, or something else.
 *
 * Nothing is looked up and nothing is guessed about the signature: without a secret a token can be found whole, and never genuine.
 */
import { inspect, tokenPattern } from 'latchkey'
import { isDjangoToken } from 'latchkey/django'
import { keyTextPrefix } from '../src/text/token-text.ts'
import { explain } from './bytes/explain.ts'
import { plural } from './words.ts'

export interface Diagnosis {
  /** `whole` and `django` have a token that can be read; `broken` has the remains of one. */
  readonly kind: 'empty' | 'whole' | 'django' | 'broken' | 'secret' | 'foreign'
  readonly token: string
  readonly title: string
  readonly detail: string
  /** Where in the pasted text the token stood. */
  readonly place: string | undefined
  /** What a QR code shows: the whole link where one was pasted. */
  readonly shared: string
}

interface Found {
  readonly token: string
  readonly place: string | undefined
  readonly isLink: boolean
}

const oursOnly = /^lk[A-Za-z0-9_-]*$/
const header = /^(?:authorization\s*:\s*)?bearer\s+(\S+)$/i
const otherScheme = /^authorization\s*:\s*(\S+)/i
const link = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i

/** Says what a text is. */
export function diagnose(pasted: string): Diagnosis {
  const text = pasted.trim()
  if (text === '') return say('empty', '', 'Nothing yet', 'Paste a token, a link or an Authorization header.')
  if (text.includes(keyTextPrefix))
    return say(
      'secret',
      '',
      'A secret, not a token',
      'It was taken out of the field. Whoever has it can make any token: if it was sent to you, it has to be replaced. To check a token, put it under Check.',
    )
  const { token, place, isLink } = find(text)
  const known = { place, shared: isLink ? text : token }
  if (isDjangoToken(token))
    return {
      ...say('django', token, 'A token of Django', 'It has the form of what django.core.signing signs.'),
      ...known,
    }
  if (token.startsWith('lk') || isLater(token)) return { ...diagnoseToken(token), ...known }
  return { ...say('foreign', '', 'Not a latchkey token', foreignDetail(text)), place }
}

/** Whether it may be a token of a format that is not known here. */
function isLater(token: string): boolean {
  const seen = inspect(token)
  return token.length >= 32 && !seen.ok && seen.reason === 'unknown-version'
}

function say(kind: Diagnosis['kind'], token: string, title: string, detail: string): Diagnosis {
  return { kind, token, title, detail, place: undefined, shared: token }
}

// ---------------------------------------------------------------- finding

function find(text: string): Found {
  const bearer = header.exec(text)?.[1]
  if (bearer !== undefined) return { token: bearer, place: 'in an Authorization header', isLink: false }
  if (link.test(text) && URL.canParse(text)) return findInLink(text)
  const joined = text.replaceAll(/\s+/g, '')
  if (joined !== text && (oursOnly.test(joined) || isDjangoToken(joined)))
    return { token: joined, place: 'broken by white space, which was taken out', isLink: false }
  const isOnePiece = isToken(text) || text.startsWith('lk') || /^[\w-]+$/.test(text)
  const inside = isOnePiece ? undefined : tokenPattern.exec(text)?.[0]
  return inside === undefined
    ? { token: text, place: undefined, isLink: false }
    : { token: inside, place: 'inside other text', isLink: false }
}

function findInLink(text: string): Found {
  const url = new URL(text)
  const fragment = decode(url.hash.slice(1))
  const places: readonly (readonly [string, readonly string[]])[] = [
    ['in the fragment of a link', [fragment, ...new URLSearchParams(url.hash.slice(1)).values()]],
    ['in the query of a link', [...url.searchParams.values()]],
    ['in the path of a link', url.pathname.split('/').map(decode)],
  ]
  for (const [place, values] of places) {
    const token = values.find(isToken)
    if (token !== undefined) return { token, place, isLink: true }
  }
  return { token: '', place: 'in a link', isLink: true }
}

function isToken(text: string): boolean {
  return (oursOnly.test(text) && text.length > 12) || isDjangoToken(text)
}

/** A part of an address; as it is, where it is encoded wrongly. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

// ---------------------------------------------------------------- judging

function diagnoseToken(token: string): Diagnosis {
  const seen = inspect(token)
  if (seen.ok)
    return say(
      'whole',
      token,
      'A whole latchkey token',
      `${plural(token.length, 'character')}. Every byte has its place; only a check with the secret shows whether it is genuine.`,
    )
  const [title, detail] = broken(token, seen.reason, seen.detail)
  return say('broken', token, title, detail)
}

function broken(token: string, reason: string, detail: string): readonly [string, string] {
  if (reason === 'unknown-version')
    return [
      'A token of another version',
      `${sentence(detail)} It is of a later format, or its second character was mistyped.`,
    ]
  const strange = /[^A-Za-z0-9_-]/u.exec(token)
  if (strange !== null)
    return [
      'A mistyped token',
      `Character ${strange.index + 1} is ${strange[0]}, which no token has: tokens are of letters, digits, - and _.`,
    ]
  if (token.length < 32)
    return ['The beginning of a token', `${plural(token.length, 'character')}. The shortest token has 32.`]
  const rest = explain(readableStart(token), undefined).find(({ title }) => title === 'The rest')?.fields[0]
  const missing = rest === undefined ? 0 : 16 - (rest.end - rest.start)
  if (/ends too early|bits left over|one character too short/.test(detail) || missing > 0)
    return [
      'A token that was cut off',
      `It ends too early, or a character is missing. ${sentence(detail)} Copy it again, to its end.`,
    ]
  return ['A damaged token', `${sentence(detail)} A character was changed, added or left out.`]
}

function sentence(detail: string): string {
  return `${detail[0]!.toUpperCase()}${detail.slice(1)}.`
}

/** As much of a broken token as stands for whole bytes. */
export function readableStart(token: string): string {
  const start = /^[A-Za-z0-9_-]*/.exec(token)![0]
  if (start === token && inspect(token).ok) return token
  return start.slice(0, start.length - (start.length % 4))
}

function foreignDetail(text: string): string {
  const scheme = otherScheme.exec(text)?.[1]
  if (scheme !== undefined && !/^bearer$/i.test(scheme))
    return `An Authorization header of the scheme ${scheme}: tokens of latchkey come as Bearer.`
  if (/(?:^|\s)eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return 'It is a JSON Web Token.'
  if (/(?:^|\s)v\d\.(?:local|public)\./.test(text)) return 'It is a PASETO token.'
  if (link.test(text)) return 'There is a link, and no token in its fragment, query or path.'
  if (/^LK[A-Z0-9_-]{30,}$/.test(text))
    return 'It may have been one: all its letters are capitals now, and the difference counts.'
  return 'A token begins with lk, and has only letters, digits, - and _.'
}
