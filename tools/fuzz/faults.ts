/**
 * A mistake or two for every target, each of a kind that was made somewhere in the field: a target that does not find its own is blind.
 */
import type { Fault } from './instrument.ts'

export const faults: Readonly<Record<string, readonly Fault[]>> = {
  text: [
    // Stray bits of the last character are swallowed, as by the decoders of platforms.
    { file: 'src/text/base64url.ts', code: '(1 << left) - 1', instead: '(1 << left) - 2' },
    { file: 'src/text/token-text.ts', code: 'token.length > longestToken', instead: 'token.length > 9000' },
  ],
  body: [
    // A lifetime that ends at 32 bits wraps.
    { file: 'src/verify.ts', code: 'issued + root.lifetime', instead: '(issued + root.lifetime) | 0' },
    {
      file: 'src/codec/body.ts',
      code: "if (held >= 4) refuse(cursor, 'a block has an unknown flag')",
      instead: '',
    },
  ],
  django: [
    { file: 'src/django/json.ts', code: 'const deepest = 32', instead: 'const deepest = 33' },
    // A null for an id is taken for none, and the grant for one on the model, as in the original.
    {
      file: 'src/django/payload.ts',
      code: 'if (parts.length > at && key === undefined) return undefined',
      instead: '',
    },
  ],
  narrow: [
    { file: 'src/verify.ts', code: 'Math.min(expiry, issued + lifetime)', instead: 'issued + lifetime' },
    // One layer that grants is enough.
    {
      file: 'src/covers.ts',
      code: 'if (!grants(layer, asked, permission)) return false\n  return true',
      instead: 'if (grants(layer, asked, permission)) return true\n  return false',
    },
  ],
  'key-text': [
    { file: 'src/seal/key-text.ts', code: ' && toKeyText(secret) === text', instead: '' },
    {
      file: 'src/seal/keyring.ts',
      code: '`a secret is a text, but none that begins with ${keyTextPrefix}`',
      instead: '`a secret is a text, and not ${text}`',
    },
  ],
  notation: [
    {
      file: 'src/orm/condition.ts',
      code: "columns(kinds, '', ' collate binary')",
      instead: 'columns(kinds)',
    },
    // An id behind an app, which is then an id of nothing.
    {
      file: 'src/notation.ts',
      code: 'if (id !== undefined && model === undefined)',
      instead: 'if (id !== undefined && app === undefined)',
    },
  ],
}
