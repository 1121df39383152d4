/**
 * What each character of a token of Django's means: the signed body, the time, the signature.
 */
import { plural } from '../words.ts'
import { formatDate } from '../words.ts'
import type { Part } from './walk.ts'

/** Explains a text that has the form of Django's tokens. */
export function explainDjango(token: string, issuedAt: Date | undefined): readonly Part[] {
  const signatureAt = token.lastIndexOf(':')
  const timeAt = token.lastIndexOf(':', signatureAt - 1)
  const body = token.slice(0, timeAt)
  const isCompressed = body.startsWith('.')
  const separator = {
    tint: 'format',
    label: 'Separator',
    value: ':',
    note: 'Between the parts.',
    section: 'django',
  } as const
  const fields: Part['fields'] = [
    {
      tint: 'permission',
      label: 'Scope',
      start: 0,
      end: timeAt,
      value: isCompressed ? 'compressed' : decodeBody(body),
      note: isCompressed
        ? 'Deflated JSON behind a dot. It is read only when the token is checked, since nobody may have signed it.'
        : 'JSON in base64url: for each grant a path and its permissions.',
      section: 'django',
    },
    { ...separator, start: timeAt, end: timeAt + 1 },
    {
      tint: 'time',
      label: 'Issued',
      start: timeAt + 1,
      end: signatureAt,
      value: issuedAt === undefined ? '' : formatDate(issuedAt.getTime()),
      note: 'Seconds since 1970 in base 62. There is no expiry: whoever checks it says how old it may be.',
      section: 'django',
    },
    { ...separator, start: signatureAt, end: signatureAt + 1 },
    {
      tint: 'tag',
      label: 'Signature',
      start: signatureAt + 1,
      end: token.length,
      value: token.length - signatureAt > 30 ? 'HMAC-SHA256' : 'HMAC-SHA1, of Django before 3.1',
      note: `Over everything before it, under the SECRET_KEY of the site: ${plural(token.length - signatureAt - 1, 'character')}.`,
      section: 'django',
    },
  ]
  return [{ title: 'Signed text', fields }]
}

function decodeBody(body: string): string {
  try {
    const letters = atob(body.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder().decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)))
  } catch {
    return 'no text in base64url'
  }
}
